import Logging
import ZooKeeper

/// Carries out what ``ElectionCore`` says, for one candidate, from the first connection to the release of its node.
final class Candidacy: Sendable {
    /// What the loop is told, in order.
    enum Message: Sendable {
        case session(SessionKeeper.News)
        case input(ElectionCore.Input)
        /// Who leads, as the observation with that number sees it.
        case seen(Leader?, observation: Int)
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
    let strangers: Strangers
    let observers: [ElectionObserver]
    let inbox = Inbox()
    private let sessions = Locked<Task<Void, Never>?>(nil)
    private let released = OneShot<Void>()

    init(ballot: Ballot, connector: any Connector, policy: Elector.Policy, logger: Logger) {
        self.ballot = Locked(ballot)
        self.connector = connector
        self.policy = policy
        self.logger = logger
        strangers = Strangers(logger: logger)
        observers = ElectionObserver.all(basePath: ballot.basePath)
    }

    /// What this candidate is known by at this moment.
    var ident: String { ballot.withLock { $0.ident } }

    /// Connects, and begins.
    func start() async throws {
        let keeper = SessionKeeper(connector: connector, policy: policy, logger: logger) { [inbox] news in
            inbox.tell(.session(news))
        }
        let first = try await keeper.firstConnection()
        guard !Task.isCancelled else {
            try? await connector.closeUncancelled()
            throw CancellationError()
        }
        inbox.open(CandidacyLoop(candidacy: self))
        // No part of the trace, or of the service, in which it was started.
        sessions.withLock { $0 = Task.detached { await keeper.run(first) } }
    }

    /// Asks for something, and returns when it is done or under way.
    ///
    /// - Returns: the stand that is being released because of it.
    @discardableResult
    func ask(_ input: ElectionCore.Input) async throws -> Stand? {
        let answer = OneShot<Stand?>()
        guard inbox.tell(.request(input, answer)) else { throw ElectorError(.closed) }
        return try await answer.value()
    }

    /// Tells what happened.
    func tell(_ input: ElectionCore.Input) {
        inbox.tell(.input(input))
    }

    /// Asks for the end and does not wait for it.
    func requestClose() {
        noteClose()
        inbox.work()
    }

    /// Asks for the end, which comes in the background: nothing of others is called before this returns.
    func requestCloseInBackground() {
        noteClose()
        Task.detached { [inbox] in inbox.work() }
    }

    private func noteClose() {
        // At once and not when it is the turn of the request: what this candidate may do ends here.
        standing.end()
        inbox.put(.input(.closed))
    }

    /// Returns when the node and the connection are released. Cancellation has no effect.
    func untilReleased() async throws {
        try await Task { try await released.value() }.value
    }

    /// How long the end waits for what is still under way. After that nodes go with their session, or the connection pursues
    /// their deletion.
    static let releaseLimit = Duration.seconds(1)

    /// How long the end waits for whoever keeps the session; a connection that is being opened takes some seconds to close.
    static let keeperLimit = Duration.seconds(8)

    /// A node that cannot be deleted, and why.
    typealias RefusedNode = (session: Session, error: any Error)

    /// Releases everything, after the end.
    ///
    /// - Parameter nodes: returns when there is nothing left of the nodes, or that takes too long.
    func release(after nodes: @escaping @Sendable () async -> RefusedNode?) {
        let sessions = sessions.withLock { $0 }
        sessions?.cancel()
        Task.prompt { [self] in
            let refused = await nodes()
            standing.position.finish(.ended)
            for case .request(_, let answer) in inbox.close() {
                answer.fulfil(.failure(ElectorError(.closed)))
            }
            await sessions?.ended(within: Self.keeperLimit)
            do {
                try await connector.close()
                // An own connection has ended the session by now, and the node went with it.
                if let refused, refused.session.goesOn { throw refused.error }
                released.fulfil(.success(()))
            } catch {
                released.fulfil(.failure(error))
            }
        }
    }
}
