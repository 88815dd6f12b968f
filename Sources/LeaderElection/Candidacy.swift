import Logging
import ZooKeeper

/// Carries out what ``ElectionCore`` says, for one candidate, from the first connection to the release of its node.
final class Candidacy: Sendable {
    /// What the loop is told, in order.
    enum Message: Sendable {
        case session(SessionKeeper.News)
        case input(ElectionCore.Input)
        /// Something that a user asks for; the answer is the stand that is released because of it, if one is.
        case request(ElectionCore.Input, OneShot<Stand?>)
    }

    let standing = Standing()
    let mailbox = EventMailbox()
    let scope = LeadershipScope()

    let ballot: Locked<Ballot>
    let connector: any Connector
    let policy: Elector.Policy
    let logger: Logger
    let observers: [ElectionObserver]
    private let messages: AsyncStream<Message>
    private let sink: AsyncStream<Message>.Continuation
    private let task = Locked<Task<Void, any Error>?>(nil)

    init(ballot: Ballot, connector: any Connector, policy: Elector.Policy, logger: Logger) {
        self.ballot = Locked(ballot)
        self.connector = connector
        self.policy = policy
        self.logger = logger
        observers = ElectionObserver.all(basePath: ballot.basePath)
        (messages, sink) = AsyncStream.makeStream()
    }

    /// Connects, and begins.
    func start() async throws {
        let keeper = SessionKeeper(connector: connector, policy: policy, logger: logger) { [sink] news in
            sink.yield(.session(news))
        }
        let first = try await keeper.firstConnection()
        guard !Task.isCancelled else {
            try? await connector.close()
            throw CancellationError()
        }
        // Detached: it is no part of the trace, or of the service, in which it was started.
        task.withLock { $0 = Task.detached { try await self.run(keeper, first) } }
    }

    /// Asks for something, and returns when it is done or under way.
    ///
    /// - Returns: the stand that is being released because of it.
    @discardableResult
    func ask(_ input: ElectionCore.Input) async throws -> Stand? {
        let answer = OneShot<Stand?>()
        guard case .enqueued = sink.yield(.request(input, answer)) else { throw ElectorError(.closed) }
        return try await answer.value()
    }

    /// Tells what happened.
    func tell(_ input: ElectionCore.Input) {
        sink.yield(.input(input))
    }

    /// Asks for the end and does not wait for it.
    func requestClose() {
        // At once and not when it is the turn of the request: what this candidate may do ends here.
        standing.end()
        tell(.closed)
    }

    /// Returns when the node and the connection are released.
    func untilReleased() async throws {
        try await task.withLock { $0 }?.value
    }

    private func run(_ keeper: SessionKeeper, _ first: SessionKeeper.Connection?) async throws {
        let sessions = Task { await keeper.run(first) }
        var loop = CandidacyLoop(candidacy: self)
        for await message in messages {
            loop.handle(message)
            if loop.hasEnded { break }
        }
        sessions.cancel()
        sink.finish()
        for await message in messages {
            if case .request(_, let answer) = message { answer.fulfil(.failure(ElectorError(.closed))) }
        }
        await loop.untilReleased()
        await sessions.value
        try await connector.close()
    }
}
