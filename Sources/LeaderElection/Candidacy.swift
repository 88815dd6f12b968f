import Logging
import ZooKeeper

/// Carries out what ``ElectionCore`` says, for one candidate, from the first request to the release of its node.
final class Candidacy: Sendable {
    /// How long the end waits for the node's deletion.
    static let releaseLimit = Duration.seconds(1)

    let standing = Standing()
    let mailbox = EventMailbox()

    let ballot: Ballot
    let connector: any Connector
    let conn: any Conn
    let roster: Roster
    let logger: Logger
    let inputs: AsyncStream<ElectionCore.Input>
    let sink: AsyncStream<ElectionCore.Input>.Continuation
    let task = Locked<Task<Void, any Error>?>(nil)

    init(ballot: Ballot, connector: any Connector, conn: any Conn, logger: Logger) {
        self.ballot = ballot
        self.connector = connector
        self.conn = conn
        self.logger = logger
        roster = Roster(conn: conn, basePath: ballot.basePath, logger: logger)
        (inputs, sink) = AsyncStream.makeStream()
    }

    /// Begins, with the events of the connection.
    func start(_ events: AsyncStream<ZKEvent>) {
        task.withLock { $0 = Task { try await self.run(events) } }
    }

    /// Asks for the end and does not wait for it.
    func requestClose() {
        // At once and not when it is the turn of the request: what this candidate may do ends here.
        standing.end()
        sink.yield(.closed)
    }

    /// Returns when the node and the connection are released.
    func untilReleased() async throws {
        try await task.withLock { $0 }?.value
    }

    private func run(_ events: AsyncStream<ZKEvent>) async throws {
        // Before anything can end the election, so that whatever ends it finds the node.
        let creation = createNode()
        let node = await withDiscardingTaskGroup(returning: String?.self) { group in
            group.addTask { await self.observe(events) }
            group.addTask { await self.join(creation) }
            var core = ElectionCore(ident: ballot.ident)
            for await input in inputs {
                for action in core.handle(input) { perform(action, in: &group) }
                if core.hasEnded { break }
            }
            group.cancelAll()
            return await path(of: creation)
        }
        sink.finish()
        if let node { await release(node) }
        try await connector.close()
    }

    private func perform(_ action: ElectionCore.Action, in group: inout DiscardingTaskGroup) {
        switch action {
        case .watchPredecessor(let candidate):
            group.addTask { await self.watchPredecessor(candidate) }
        case .watchLeader(let candidate):
            group.addTask { await self.watchLeader(candidate) }
        case .setLeader(let ident):
            standing.setLeader(ident: ident)
        case .announce(let leader):
            standing.set(isLeader: leader)
            mailbox.post(leader: leader)
            logger.info(
                "\(leader ? "leading" : "following")",
                metadata: ["election.path": "\(ballot.basePath)"]
            )
        case .end(let error):
            standing.end()
            mailbox.finish(error)
            logger.info(
                "election ended",
                metadata: [
                    "election.path": "\(ballot.basePath)",
                    "election.reason": "\(error.map { "\($0)" } ?? "closed")",
                ]
            )
        }
    }

    // MARK: - The connection

    private func observe(_ events: AsyncStream<ZKEvent>) async {
        for await event in events {
            if let error = event.error { return fail(error) }
            if let error = ElectorError(endedBy: event.state) { return fail(error) }
        }
        // Without these events a loss of the connection would go unnoticed.
        if !Task.isCancelled { fail(ElectorError(.connectionClosed)) }
    }

    /// Ends the election with an error.
    func fail(_ error: any Error) {
        // Only the end of the election cancels anything here.
        if error is CancellationError, Task.isCancelled { return }
        sink.yield(.failed((error as? ZKError).map(ElectorError.init) ?? error))
    }
}
