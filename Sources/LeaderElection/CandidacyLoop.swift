import Logging
import ZooKeeper

/// What one candidate has under way at the moment. Used by one thread at a time; see ``Inbox``.
struct CandidacyLoop {
    private let candidacy: Candidacy
    private var core: ElectionCore
    private var stands: [Int: Stand] = [:]
    private var observation: Task<Void, Never>?
    private var lastObservation = 0

    init(candidacy: Candidacy) {
        self.candidacy = candidacy
        core = ElectionCore(
            ident: candidacy.ident,
            policy: candidacy.policy
        )
    }

    private var standing: Standing { candidacy.standing }

    mutating func handle(_ message: Candidacy.Message) {
        switch message {
        case .session(.connected(let session)):
            if !core.hasEnded { standing.session = session }
            take(.connected)
        case .session(.suspended): take(.suspended)
        case .session(.resumed): take(.resumed)
        case .session(.lost(let error)):
            standing.session = nil
            observation?.cancel()
            take(.sessionLost(error))
        case .session(.failed(let error)): take(.failed(error))
        case .seen(let leader, let number):
            // An earlier one may have had its answer when it was cancelled.
            if number == lastObservation { take(.observed(leader)) }
        case .input(let input): take(input)
        case .request(let input, let answer): take(input, answer)
        }
    }

    private mutating func take(_ input: ElectionCore.Input, _ answer: OneShot<Stand?>? = nil) {
        if case .ofStand(let number, .released) = input { stands[number] = nil }
        // A process that stood still finds what was true before.
        if case .ofStand(let number, .confirmed) = input, stands[number]?.clock.isValid != true { return }
        let hadEnded = core.hasEnded
        // Once somebody has called `close()`, what comes before that in the line is of the past already.
        var input = standing.hasEnded && !hadEnded && answer == nil ? .closed : input
        // Of those who rename at the same time, the one who was first may come here last.
        if case .renamed = input { input = .renamed(candidacy.ident) }
        let actions = core.handle(input)
        for action in actions {
            if case .refuse(let error) = action { answer?.fulfil(.failure(error)) }
            perform(action)
        }
        standing.position.post(core.position)
        for observer in candidacy.observers { observer.decided(actions, core.position, core.ahead) }
        answer?.fulfil(.success(core.leavingStand.flatMap { stands[$0] }))
        if core.hasEnded, !hadEnded { releaseAll() }
    }

    private mutating func perform(_ action: ElectionCore.Action) {
        switch action {
        case .stand(let number): stand(number)
        case .release(let number): release(stands[number])
        case .watchPredecessor(let candidate):
            if let stand = standing.stand { stand.start { await stand.watchPredecessor(candidate) } }
        case .watchLeader(let candidate):
            if let stand = standing.stand { stand.start { await stand.watchLeader(candidate) } }
        case .confirm(let round): standing.stand?.confirm(round: round)
        case .observe: observe()
        case .setLeader(let leader): standing.leader.post(leader)
        case .gain(let token): gain(token)
        case .lose(let reason):
            standing.endTenure()
            candidacy.mailbox.post(.init(leader: false, reason: reason))
            log("following", reason.map { [LogKey.electionReason: "\($0)"] } ?? [:])
        case .refuse: break
        case .end(let error): end(error)
        }
    }

    // MARK: - Standing

    private mutating func stand(_ number: Int) {
        observation?.cancel()
        guard let session = standing.session else { return }
        let stand = Stand(
            ballot: candidacy.ballot.withLock { $0 },
            session: session,
            policy: candidacy.policy,
            logger: candidacy.logger,
            strangers: candidacy.strangers,
            report: StandReport(inbox: candidacy.inbox, number: number)
        )
        stands[number] = stand
        standing.stand = stand
    }

    private func release(_ stand: Stand?) {
        standing.stand = nil
        stand?.release { [scope = candidacy.scope] in await scope.untilIdle() }
    }

    private func gain(_ token: Int64) {
        guard let stand = standing.stand, let path = stand.path else { return }
        let tenure = Tenure(token: token, path: path, session: stand.session, clock: stand.clock) {
            stand.report(.deposed(path: path))
        }
        // Somebody may have called `close()` meanwhile.
        guard standing.begin(tenure) else { return }
        candidacy.mailbox.post(.init(leader: true, token: token)) { tenure.holds }
        log("leading", [LogKey.electionToken: "\(token)"])
    }

    private mutating func observe() {
        observation?.cancel()
        guard let conn = standing.session?.conn else { return }
        let watch = LeaderWatch(
            roster: Roster(
                conn: conn,
                basePath: candidacy.ballot.withLock { $0.basePath },
                strangers: candidacy.strangers
            ),
            patience: Patience(policy: candidacy.policy)
        )
        lastObservation += 1
        observation = Task.prompt { [candidacy, number = lastObservation] in
            do {
                try await watch.run { candidacy.inbox.tell(.seen($0, observation: number)) }
            } catch {
                guard !Task.isCancelled, !error.isLossOfSession else { return }
                candidacy.tell(.failed(error.asElectorError))
            }
        }
    }

    // MARK: - The end

    private mutating func end(_ error: (any Error)?) {
        standing.end(error)
        // Before all else: somebody waits for that, to lead.
        release(standing.stand)
        observation?.cancel()
        candidacy.mailbox.finish(error)
        log("election ended", [LogKey.electionReason: "\(error.map { "\($0)" } ?? "closed")"])
    }

    /// Releases whatever is left.
    private func releaseAll() {
        candidacy.release { [scope = candidacy.scope, stands = stands.values, observation] in
            await scope.untilIdle()
            let refused = Locked<Candidacy.RefusedNode?>(nil)
            try? await withDeadline(Candidacy.releaseLimit) {
                for stand in stands {
                    do {
                        try await stand.untilReleased()
                    } catch is CancellationError {
                        // Out of time: others pursue the deletion, or the node goes with its session.
                    } catch {
                        refused.withLock { $0 = (stand.session, error) }
                    }
                }
            }
            await observation?.ended(within: Candidacy.releaseLimit)
            return refused.withLock { $0 }
        }
    }

    private func log(_ message: String, _ metadata: Logger.Metadata) {
        let path: Logger.Metadata = [LogKey.electionPath: "\(candidacy.ballot.withLock { $0.basePath })"]
        candidacy.logger.info("\(message)", metadata: path.merging(metadata) { $1 })
    }
}
