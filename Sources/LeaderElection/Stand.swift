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
    let report: @Sendable (ElectionCore.StandNews) -> Void

    /// The lease that the session gives to this node.
    let clock = LeaseClock()
    let confirming = Locked<Task<Void, Never>?>(nil)
    /// The leader that is watched apart from the predecessor.
    let watchedLeader = Locked<Candidate?>(nil)
    /// Where the node is, once it is known.
    let path = Locked<String?>(nil)
    let joined = OneShot<String>()

    /// A task of its own, which outlives the end of the election: so the node is known and can be released.
    let creation: Task<String, any Error>
    /// What is under way, by number; `nil` once this stand is released.
    private let work = Locked<[Int: Task<Void, Never>]?>([:])
    private let started = Locked(0)
    private let released = OneShot<Void>()

    /// Begins with making the node.
    init(
        ballot: Ballot,
        session: Session,
        policy: Elector.Policy,
        logger: Logger,
        report: @escaping @Sendable (ElectionCore.StandNews) -> Void
    ) {
        self.ballot = ballot
        self.session = session
        self.logger = logger
        self.report = report
        let patience = Patience(policy: policy)
        self.patience = patience
        roster = Roster(conn: session.conn, basePath: ballot.basePath, logger: logger)
        creation = Task { try await Self.createNode(ballot, session.conn, patience) }
        start { await self.join() }
    }

    /// Does something until it is done or this stand is released.
    func start(_ body: @escaping @Sendable () async -> Void) {
        let number = started.withLock { started in
            started += 1
            return started
        }
        // Under the lock, so that what is started is either stopped or not begun.
        work.withLock { work in
            work?[number] = Task {
                await body()
                // Whoever waits for long sees many leaders come and go.
                self.work.withLock { $0?[number] = nil }
            }
        }
    }

    /// Stops, deletes the node and reports that. Does not wait.
    ///
    /// - Parameter isIdle: returns when nobody works any more on the strength of this node.
    func release(after isIdle: @escaping @Sendable () async -> Void) {
        let work = work.withLock { work in
            defer { work = nil }
            return work.map { Array($0.values) } ?? []
        }
        for task in work { task.cancel() }
        confirming.withLock { $0 }?.cancel()
        joined.fulfil(.failure(CancellationError()))
        Task {
            await isIdle()
            let path = await pathInTime()
            for task in work { await task.value }
            do {
                if let path { try await deleteNode(at: path) }
                report(.released)
                released.fulfil(.success(()))
            } catch {
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
