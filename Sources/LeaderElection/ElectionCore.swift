/// The rules of the election for one candidate, without any I/O and without a clock.
///
/// It is told what happened and says what to do. It keeps three facts: how the connection is (``Link``), where this
/// candidate is (``Place``), and what it told last. An input changes the facts; what follows for the user, who leads and
/// whether it is this candidate, is worked out of them afterwards, in one place.
///
/// Each node that this candidate makes is a *stand* and has a number; news of an earlier one count no more. Sequence numbers
/// only grow, so the list of those in front is given once for a stand and only ever gets shorter:
/// - the *predecessor*, the last of the list, is watched; when it is gone the one before it is, until nobody is left;
/// - the *leader*, the first of the list, is watched apart where it is not the predecessor;
/// - with nobody in front this candidate leads for as long as its session is confirmed.
struct ElectionCore: Sendable, Hashable {
    /// How the connection is.
    private enum Link: Hashable { case away, up, down }

    /// Where this candidate is.
    private enum Place: Hashable {
        /// It has no node.
        case out
        /// Its node is being made and the line read.
        case joining
        /// Others are in front.
        case queued(Line)
        /// Nobody is in front.
        case first(Lease)
        /// Its node is being deleted because it resigned.
        case leaving
        case ended
    }

    /// Those in front, in order, and what is known of them.
    private struct Line: Hashable {
        var ahead: [Candidate]
        var predecessor: Leader?
        var leader: Leader?
    }

    /// Whether the session is known to be good for a while.
    private enum Lease: Hashable { case none, held, unlimited }

    let policy: Elector.Policy
    private var ident: String
    private var token: Int64 = 0

    private var link = Link.away
    private var place = Place.out
    private var wantsToStand = true
    private var stand = 0
    private var round = 0
    /// Who leads, as one who does not stand sees it.
    private var observed: Leader?

    private var told: Bool?
    private var toldLeader: Leader?

    init(ident: String, policy: Elector.Policy) {
        self.ident = ident
        self.policy = policy
    }

    /// Whether there is nothing more to do.
    var hasEnded: Bool { place == .ended }

    /// The stand whose node is being deleted because this candidate resigned.
    var leavingStand: Int? { place == .leaving ? stand : nil }

    /// What those are told who wait for leadership.
    var position: Position {
        switch place {
        case .ended: .ended
        case .first where leads: .leading
        // Who cannot be reached may have gone.
        case .queued: link == .up ? .waiting : .pending
        case .out, .leaving: wantsToStand ? .pending : .withdrawn
        case .joining, .first: .pending
        }
    }

    /// How many are in front of this candidate, as far as is known; `nil` while it has no place in the line.
    var ahead: Int? {
        switch place {
        case .queued(let line): line.ahead.count
        case .first: 0
        case .out, .joining, .leaving, .ended: nil
        }
    }

    /// Takes note of `input` and says what to do about it, in order.
    mutating func handle(_ input: Input) -> [Action] {
        guard !hasEnded else { return input.isRequest ? [.refuse(ElectorError(.closed))] : [] }
        switch input {
        case .connected:
            link = .up
            return enter() + settle()
        case .suspended:
            return policy.heals ? suspend() : end(ElectorError(.disconnected))
        case .resumed:
            link = .up
            if case .first(let lease) = place {
                // Without a lease nothing was asked while there was no connection, and the node may have gone meanwhile.
                if lease == .unlimited { return first() }
                // At once: the server that the connection is to now may have granted another timeout.
                return [confirm()] + settle()
            }
            return enter() + settle()
        case .sessionLost(let error):
            guard policy.heals else { return end(error) }
            link = .away
            let release = abandon()
            return settle(.sessionExpired) + release
        case .ofStand(let number, let news):
            return number == stand ? handle(news) : []
        case .observed(let leader):
            // Of an observation that has ended.
            guard place == .out else { return [] }
            observed = leader
            return settle()
        case .renamed(let ident):
            self.ident = ident
            return settle()
        case .campaign:
            wantsToStand = true
            return enter() + settle()
        case .resign(let rejoin):
            guard wantsToStand else { return [.refuse(ElectorError(.notCandidate))] }
            wantsToStand = rejoin == .tail
            // Its node is being deleted already, or it has none for want of a session.
            guard stands else { return settle() }
            place = .leaving
            return settle(.resigned) + [.release(stand)]
        case .failed(let error):
            return end(error)
        case .closed:
            return end(nil)
        }
    }

    private mutating func handle(_ news: StandNews) -> [Action] {
        switch (news, place) {
        case (.joined(let token, let ahead), .joining):
            self.token = token
            guard let leader = ahead.first, let predecessor = ahead.last else { return first() }
            place = .queued(Line(ahead: ahead))
            // The first event tells who leads.
            return (leader == predecessor ? [] : [.watchLeader(leader)]) + [.watchPredecessor(predecessor)]
        case (.watching(let candidate, let known), .queued(var line)):
            if candidate == line.ahead.last { line.predecessor = known }
            if candidate == line.ahead.first { line.leader = known }
            place = .queued(line)
            return settle()
        case (.gone(let candidate), .queued(let line)):
            return remove(candidate, from: line)
        case (.confirmed(let round, let isLimited), .first) where round == self.round:
            place = .first(isLimited ? .held : .unlimited)
            return settle()
        case (.lapsed, .first(.held)):
            guard policy.heals else { return end(ElectorError(.leaseExpired)) }
            place = .first(.none)
            return settle(.leaseExpired)
        case (.nodeGone(let path), _) where stands:
            guard policy.heals else { return end(ElectorError(.ownNodeDeleted, path: path)) }
            return startAnew(.ownNodeDeleted)
        case (.deposed(let path), _) where stands:
            guard policy.heals else { return end(ElectorError(.deposed, path: path)) }
            return startAnew(.deposed)
        case (.released, .leaving):
            place = .out
            return enter() + settle()
        case (.failed(let error), _) where stands || place == .leaving:
            return end(error)
        default:
            // Of something that is no longer so.
            return []
        }
    }

    // MARK: - Standing

    /// Whether this candidate has a node, or one is being made.
    private var stands: Bool {
        switch place {
        case .joining, .queued, .first: true
        case .out, .leaving, .ended: false
        }
    }

    /// Stands, or looks on, where there is a connection and neither is done yet.
    private mutating func enter() -> [Action] {
        guard link == .up, place == .out else { return [] }
        observed = nil
        guard wantsToStand else { return [.observe] }
        stand += 1
        place = .joining
        return [.stand(stand)]
    }

    private mutating func abandon() -> [Action] {
        defer { place = .out }
        return stands ? [.release(stand)] : []
    }

    private mutating func startAnew(_ reason: LossReason) -> [Action] {
        let release = abandon()
        return settle(reason) + release + enter()
    }

    private mutating func suspend() -> [Action] {
        link = .down
        if case .first(let lease) = place, policy != .hold || lease != .held {
            place = .first(.none)
            // An answer to what was asked before says nothing about after.
            round += 1
        }
        return settle(.disconnected)
    }

    private mutating func first() -> [Action] {
        place = .first(.none)
        round += 1
        return [confirm()] + settle()
    }

    private func confirm() -> Action { .confirm(round: round) }

    private mutating func remove(_ candidate: Candidate, from line: Line) -> [Action] {
        var line = line
        let wasLeader = candidate == line.ahead.first
        let wasPredecessor = candidate == line.ahead.last
        line.ahead.removeAll { $0 == candidate }
        guard let leader = line.ahead.first, let predecessor = line.ahead.last else {
            return wasPredecessor ? first() : []
        }
        var actions: [Action] = []
        if wasPredecessor {
            line.predecessor = nil
            actions.append(.watchPredecessor(predecessor))
        }
        if wasLeader {
            line.leader = leader == predecessor ? line.predecessor : nil
            if leader != predecessor { actions.append(.watchLeader(leader)) }
        }
        place = .queued(line)
        return actions + settle()
    }

    // MARK: - What follows

    /// Whether this candidate leads.
    private var leads: Bool {
        guard case .first(let lease) = place, lease != .none else { return false }
        return link == .up || (link == .down && policy == .hold && lease == .held)
    }

    /// Who leads, as far as is known.
    private var leader: Leader? {
        if leads { return Leader(ident: ident, token: token) }
        guard link == .up else { return nil }
        switch place {
        case .queued(let line): return line.leader
        case .out: return observed
        case .joining, .first, .leaving, .ended: return nil
        }
    }

    /// What is to be told, now that something has changed.
    ///
    /// - Parameter reason: why this candidate does not lead any more, where it did.
    private mutating func settle(_ reason: LossReason? = nil) -> [Action] {
        var actions: [Action] = []
        if leader != toldLeader {
            toldLeader = leader
            actions.append(.setLeader(leader))
        }
        if leads != told, leads || told == true || leader != nil || !wantsToStand {
            actions.append(leads ? .gain(token: token) : .lose(told == true ? reason ?? .failed : nil))
            told = leads
        }
        return actions
    }

    private mutating func end(_ error: (any Error)?) -> [Action] {
        place = .ended
        toldLeader = nil
        return [.setLeader(nil), .end(error)]
    }
}
