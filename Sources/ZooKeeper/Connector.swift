/// A way to get a connection.
public protocol Connector: Sendable {
    /// Returns a connection that has a session, and the events of that connection.
    ///
    /// The stream starts with the present state, or with what comes next where the connection is not one of ours.
    ///
    /// - Throws: why there is none. `CancellationError` where the task was cancelled: to an elector that means not to try again.
    func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>)

    /// Returns a connection that has a session, after the session of the last one is over.
    ///
    /// By default ``connect()``, and throws as that does.
    func reconnect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>)

    /// Closes the connection where it belongs to this connector. May be called more than once, and is called
    /// in a task that is not cancelled.
    ///
    /// - Throws: what the user of an elector is to be told by its `close()`.
    func close() async throws
}

extension Connector {
    /// ``connect()``.
    public func reconnect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        try await connect()
    }
}

extension Connector where Self == ZKConnection {
    /// A connection of its own, opened by `connect()` and closed by `close()`. Go: `NewConnection`.
    ///
    /// - Parameters:
    ///   - addrs: the servers, as in ``ZKConnection/init(addrs:opts:)``.
    ///   - opts: timeouts, credentials, a chroot and a logger.
    public static func newConnection(addrs: [String], opts: ConnectionOpts = .init()) -> ZKConnection {
        ZKConnection(addrs: addrs, opts: opts)
    }
}

extension Connector where Self == ExistingConnection {
    /// A connection that belongs to somebody else. Go: `ExistingConnection`.
    ///
    /// - Parameters:
    ///   - conn: the connection, which has a session.
    ///   - events: its events. A stream has one reader: give each elector `connection.events()` of its own.
    public static func existingConnection(
        conn: any Conn,
        events: AsyncStream<ZKEvent>
    ) -> ExistingConnection {
        ExistingConnection(conn: conn, events: events)
    }
}
