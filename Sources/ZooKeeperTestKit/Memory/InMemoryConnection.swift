public import ZooKeeper

/// A connection to an ``InMemoryZooKeeper``, which behaves as ``/ZooKeeper/ZKConnection`` does and fails when it is told to.
///
/// It is a `Connector` as well: what closes the elector closes it. Several electors share one through
/// `.existingConnection(conn:events:)`.
///
/// No call waits for anything but a session, so requests are never under way when their task is cancelled.
public final class InMemoryConnection: ModelConn, Connector {
    private let number: Int
    private let sessionTimeout: Duration
    private let zookeeper: InMemoryZooKeeper

    init(number: Int, sessionTimeout: Duration, zookeeper: InMemoryZooKeeper) {
        self.number = number
        self.sessionTimeout = sessionTimeout
        self.zookeeper = zookeeper
    }

    // MARK: - What ZKConnection does

    /// Opens a session, also after one that expired. Where there is one whose connection is lost this waits for that.
    ///
    /// - Throws: ``/ZooKeeper/ZKError/Code/closing`` after ``close()``; `CancellationError`.
    @discardableResult
    public func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        if try !zookeeper.state.withLock({ state throws(ZKError) in try state.open(number) }) {
            try await waitForSession()
        }
        return (self, events())
    }

    /// Ends the session, which takes its ephemeral nodes along. Every call from now on throws ``/ZooKeeper/ZKError/Code/closing``.
    public func close() async {
        zookeeper.state.withLock { $0.close(number) }
    }

    /// A subscription of its own to the connection's events: the present state, then each change.
    public func events() -> AsyncStream<ZKEvent> {
        zookeeper.state.withLock { $0.subscribe(number) }
    }

    /// The number of the session, `nil` while there is none.
    public var sessionID: Int64? {
        zookeeper.state.withLock { $0.clients[number].session }
    }

    /// The timeout that the connection was made with, `nil` while there is no session.
    public var negotiatedSessionTimeout: Duration? {
        sessionID == nil ? nil : sessionTimeout
    }

    package func submit(
        _ request: ModelRequest,
        reader: AsyncStream<ZKEvent>.Continuation?
    ) async throws -> ModelReply {
        try Task.checkCancellation()
        if let flaw = request.flaw { throw flaw }
        return try zookeeper.state.withLock { state throws(ZKError) in
            try state.ask(request, by: number, reader: reader)
        }
    }

    // MARK: - What a test has happen to it

    /// The connection is lost and the session lives on: requests throw ``/ZooKeeper/ZKError/Code/connectionLoss``.
    public func loseConnection() {
        zookeeper.state.withLock { $0.lose(number) }
    }

    /// The next request is carried out, but its answer is lost, and with it the connection.
    public func loseNextReply() {
        zookeeper.state.withLock { $0.loseNextReply(number) }
    }

    /// A connection that was lost is back, and so is the session, unless it has expired. What was watched and has changed
    /// meanwhile is told now.
    public func restoreConnection() {
        zookeeper.state.withLock { $0.restore(number) }
    }

    /// The server ends the session, which takes its ephemeral nodes along. Where the connection is lost this side does not know
    /// of it before ``restoreConnection()``.
    public func expireSession() {
        zookeeper.state.withLock { $0.expire(number) }
    }
}

extension ModelRequest {
    /// What is wrong with the request, if anything.
    fileprivate var flaw: ZKError? {
        switch self {
        case .write(let operation): Self.flaw(of: operation)
        case .multi(let operations):
            operations.enumerated().lazy.compactMap { Self.flaw(of: $1, index: $0) }.first
        case .exists(let path, _), .get(let path, _), .children(let path, _):
            ZKPath.flaw(in: path).map { ZKError(.badArguments, path: path, message: $0) }
        case .sync, .close: nil
        }
    }

    private static func flaw(of operation: ZKOperation, index: Int? = nil) -> ZKError? {
        operation.flaw.map {
            ZKError($0.code, path: operation.path, message: $0.message, operationIndex: index)
        }
    }
}
