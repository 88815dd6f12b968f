import Logging
import ZooKeeper

/// One node in the line, from its creation to its release, in one session.
///
/// It carries out what ``ElectionCore`` says about its node, and reports what comes of it.
final class Stand: Sendable {
    let ballot: Ballot
    let session: Session
    let patience: Patience
    let roster: Roster
    let logger: Logger
    let report: StandReport

    /// The lease that the session gives to this node.
    let clock = LeaseClock()
    let confirming = Locked<Task<Void, Never>?>(nil)
    /// The leader that is watched apart from the predecessor.
    let watchedLeader = Locked<Candidate?>(nil)
    /// Whether it would be heard of when that one's ident changes.
    let identsWatched = OneShot<Void>()
    /// Where the node is, once it is known.
    let path = Locked<String?>(nil)
    let joined = OneShot<String>()

    /// A task of its own, which outlives the end of the election: so the node is known and can be released.
    let creation: Task<String, any Error>
    private let work = TaskBag()
    private let released = OneShot<Void>()

    /// Begins with making the node.
    init(
        ballot: Ballot,
        session: Session,
        policy: Elector.Policy,
        logger: Logger,
        report: StandReport
    ) {
        self.ballot = ballot
        self.session = session
        self.logger = logger
        self.report = report
        let patience = Patience(policy: policy)
        self.patience = patience
        roster = Roster(conn: session.conn, basePath: ballot.basePath, logger: logger)
        creation = Task.prompt { try await Self.createNode(ballot, session.conn, patience) }
        start { await self.join() }
    }

    /// Does something until it is done or this stand is released.
    func start(_ body: @escaping @Sendable () async -> Void) {
        work.start(body)
    }

    /// Stops, deletes the node and reports that. Does not wait.
    ///
    /// - Parameter isIdle: returns when nobody works any more on the strength of this node.
    func release(after isIdle: @escaping @Sendable () async -> Void) {
        let stopped = work.stop()
        confirming.withLock { $0 }?.cancel()
        joined.fulfil(.failure(CancellationError()))
        Task.prompt { [self] in
            do {
                await isIdle()
                // First of all: somebody waits for that, to lead.
                if let path = await pathInTime() { try await deleteNode(at: path) }
                for task in stopped { await task.value }
                report(.released)
                released.fulfil(.success(()))
            } catch {
                for task in stopped { await task.value }
                logger.info("the node cannot be deleted", metadata: [LogKey.electionReason: "\(error)"])
                report(.failed(error))
                released.fulfil(.failure(error))
            }
        }
    }

    /// Returns when the node is deleted, or gone with its session.
    ///
    /// - Throws: ``ElectorError`` where it cannot be deleted; `CancellationError`.
    func untilReleased() async throws {
        try await released.value()
    }

    /// The connection of the session in which this began.
    var conn: any Conn { session.conn }

    /// Reports that this stand cannot go on.
    func fail(_ error: any Error) {
        // Only the release cancels anything here.
        if error is CancellationError, Task.isCancelled { return }
        // Under a policy that heals, what is to be done is to stand in another session.
        if patience.policy.heals, error.isLossOfSession { return }
        report(.failed(error.asElectorError))
    }
}
