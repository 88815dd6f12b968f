public import Logging
public import ZooKeeper

/// Knows who leads an election, without standing in it.
///
/// ```swift
/// let observer = try await LeaderObserver.start(
///     basePath: "/services/scheduler/leader",
///     connector: .newConnection(addrs: ["127.0.0.1:2181"])
/// )
/// for await leader in observer.leaders {
///     print(leader?.ident ?? "nobody")
/// }
/// ```
///
/// It outlives lost connections and sessions. While there is no connection the leader is not known (`nil`). Each change of
/// leader costs four requests, however many candidates there are; so does a connection that is back where no leader was known.
/// Candidates of Go's elector are seen as well.
///
/// An observer that is let go of is closed in the background.
public final class LeaderObserver: Sendable {
    private let leader = Broadcast<Leader?>(nil)
    private let error = Locked<(any Error)?>(nil)
    private let connector: any Connector
    private let task = Locked<Task<Void, Never>?>(nil)

    private init(connector: any Connector) {
        self.connector = connector
    }

    deinit {
        task.withLock { $0 }?.cancel()
    }

    /// Connects, and observes in the background.
    ///
    /// - Parameters:
    ///   - basePath: the node under which the candidates stand; it may be missing.
    ///   - connector: where the connection comes from; one of its own is closed in the end.
    ///   - logger: where the log goes, by default nowhere.
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/badBasePath``; a `ZKError` that no retry can mend, for example
    ///   ``/ZooKeeper/ZKError/Code/authFailed``; `CancellationError`. A server that is away is no error: it is tried for until
    ///   ``close()``.
    public static func start(
        basePath: String,
        connector: any Connector,
        logger: Logger = Logger(label: "elector", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> LeaderObserver {
        try Ballot.validate(basePath: basePath)
        let observer = LeaderObserver(connector: connector)
        let strangers = Strangers(logger: logger)
        let run = ObserverRun(leader: observer.leader, error: observer.error) { conn in
            Roster(conn: conn, basePath: basePath, strangers: strangers)
        }
        let keeper = SessionKeeper(connector: connector, policy: .stepDown, logger: logger) { run.note($0) }
        let first = try await keeper.firstConnection()
        guard !Task.isCancelled else {
            try? await connector.closeUncancelled()
            throw CancellationError()
        }
        observer.task.withLock { task in
            // Detached: it is no part of the trace, or of the service, in which it was started.
            task = Task.detached {
                await run.run(keeper, first)
                try? await connector.closeUncancelled()
            }
        }
        return observer
    }

    /// The present leader and each that follows; `nil` while it is not known, or there is none.
    ///
    /// A subscription of its own for each call, which does not keep the observer. A reader that is slow gets the newest. Ends
    /// after ``close()`` and when
    /// something happens that cannot be mended; see ``failure``.
    public var leaders: AsyncStream<Leader?> { leader.subscribe() }

    /// Why the observer has ended by itself, or `nil`. Usually an ``ElectorError``.
    public var failure: (any Error)? { error.withLock { $0 } }

    /// Ends the observation, and closes the connection where the connector owns it. May be called more than once.
    /// Cancellation has no effect.
    ///
    /// - Throws: whatever the connector throws when it is closed; `ZKConnection` throws nothing.
    public func close() async throws {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
        try await connector.closeUncancelled()
    }
}
