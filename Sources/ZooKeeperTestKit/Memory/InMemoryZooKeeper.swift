import ZooKeeper

/// A ZooKeeper in the memory of a unit test: no server, no Java, no waiting.
///
/// ```swift
/// let zookeeper = InMemoryZooKeeper()
/// let connection = zookeeper.connection()
/// let elector = try await Elector.start(
///     ident: "a",
///     basePath: "/leader",
///     acl: nil,
///     connector: connection
/// )
/// connection.loseConnection()
/// ```
///
/// Its rules for nodes, numbers, versions, watches and sessions are those of the model by which this package's elections are
/// checked. It answers at once and is never behind. What happens to a connection is what the test has happen to it; no session
/// expires by itself.
///
/// Left out: access control lists (they are taken and not enforced; ``/ZooKeeper/Conn/getACL(_:)`` and
/// ``/ZooKeeper/Conn/setACL(_:acl:version:)`` throw ``/ZooKeeper/ZKError/Code/unimplemented``), containers, times to live, quotas,
/// and the clock: the times of a stat are 0. What depends on these, or on time, is tested on a ``TestServer``.
public final class InMemoryZooKeeper: Sendable {
    let state = Locked(InMemoryState())

    /// Makes one that holds nothing but the root.
    public init() {}

    /// A connection of its own, which is not open yet.
    ///
    /// - Parameter sessionTimeout: what ``InMemoryConnection/negotiatedSessionTimeout`` tells, from which an elector derives
    ///   its lease.
    public func connection(sessionTimeout: Duration = .seconds(60)) -> InMemoryConnection {
        InMemoryConnection(
            number: state.withLock { $0.addClient() },
            sessionTimeout: sessionTimeout,
            zookeeper: self
        )
    }

    /// Has the next sequential node under `path` get that number.
    package func setSequence(_ number: Int32, under path: String) {
        state.withLock { $0.setSequence(number, under: path) }
    }
}
