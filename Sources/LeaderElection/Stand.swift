import Logging
import ZooKeeper

/// One node in the line, from its creation to its release, in one session.
///
/// It carries out what ``ElectionCore`` says about its node, and reports what comes of it.
final class Stand: Sendable {
    enum Node {
        /// It is being made, by a task of its own, which outlives the end of the election: so the node can be released.
        case coming(Task<NewNode, any Error>)
        /// Without the task, for the memory that one keeps.
        ///
        /// - Parameter isWatched: whether it was watched before anybody was told that it is in the line.
        case there(String, isWatched: Bool)
    }

    let ballot: Ballot
    let session: Session
    let patience: Patience
    let roster: Roster
    let logger: Logger
    let report: StandReport

    /// The lease that the session gives to this node.
    let clock = LeaseClock()
    let confirming = Locked<Task<Void, Never>?>(nil)
    /// Tells when the lease has run out.
    let alarm = Locked<Task<Void, any Error>?>(nil)
    /// Of whom something was read, the transaction that changed their node last.
    let newest = Locked<[CandidateName: Int64]>([:])
    /// The leader that is watched apart from the predecessor.
    let watchedLeader = Locked<Candidate?>(nil)
    /// Whether a leader that was there has gone, of which all who wait hear at the same time.
    let crowdComes = Locked(false)
    /// The transaction by which somebody's ident had changed last when there was a watch for that, until it is known whether
    /// the leader was read before.
    let identsTouched = Locked<Int64?>(nil)
    let joined = OneShot<String>()

    let node: Locked<Node>
    private let work = TaskBag()
    private let released = OneShot<Void>()

    /// Begins with making the node.
    init(
        ballot: Ballot,
        session: Session,
        policy: Elector.Policy,
        logger: Logger,
        strangers: Strangers,
        report: StandReport
    ) {
        self.ballot = ballot
        self.session = session
        self.logger = logger
        self.report = report
        let patience = Patience(policy: policy)
        self.patience = patience
        roster = Roster(conn: session.conn, basePath: ballot.basePath, strangers: strangers)
        node = Locked(
            .coming(Task.prompt { [roster] in try await Self.createNode(ballot, roster, patience) })
        )
        start { await self.join() }
    }

    /// The path of the node, once there is one.
    var path: String? {
        node.withLock { if case .there(let path, _) = $0 { path } else { nil } }
    }

    /// Whether the node, once there is one, was watched before anybody was told that it is in the line.
    var isWatched: Bool {
        node.withLock { if case .there(_, let isWatched) = $0 { isWatched } else { false } }
    }

    /// Does something until it is done or this stand is released.
    func start(_ body: @escaping @Sendable () async -> Void) {
        work.start(body)
    }

    /// Stops, deletes the node and reports that. Does not wait.
    ///
    /// - Parameter isIdle: returns when nobody works any more on the strength of this node.
    func release(after isIdle: @escaping @Sendable () async -> Void) {
        // First of all: somebody waits for that, to lead.
        let deletion = Task.prompt { [self] in
            await isIdle()
            if let path = await pathInTime() { try await deleteNode(at: path) }
        }
        work.stop()
        confirming.withLock { $0 }?.cancel()
        alarm.withLock { $0 }?.cancel()
        joined.fulfil(.failure(CancellationError()))
        Task.prompt { [self] in
            let result = await deletion.result
            if case .failure(let error) = result {
                logger.info("the node cannot be deleted", metadata: [LogKey.electionReason: "\(error)"])
                report(.failed(error))
            }
            report(.released)
            released.fulfil(result)
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
