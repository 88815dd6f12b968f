/// The rules of the election for one candidate, without any I/O and without a clock.
///
/// It is told what happened and says what to do. Sequence numbers only grow, so the list of those in front is given once
/// and only ever gets shorter:
/// - the *predecessor*, the last of the list, is watched; when it is gone the one before it is, until nobody is left and
///   this candidate leads;
/// - the *leader*, the first of the list, is watched apart where it is not the predecessor.
struct ElectionCore: Sendable, Hashable {
    /// What happened.
    enum Input: Sendable {
        /// The own node is there and watched, and these are in front of it, in order.
        case joined(ahead: [Candidate])
        /// A node is being watched, and this is its ident.
        case watching(Candidate, ident: String)
        /// A node does not exist any more.
        case gone(Candidate)
        /// The own node does not exist any more.
        case ownNodeGone(path: String)
        /// Something makes it impossible to go on.
        case failed(any Error)
        /// Somebody called `close()`.
        case closed
    }

    /// What is to be done.
    enum Action: Sendable {
        /// Watch the predecessor, and say what its ident is or that it is gone.
        case watchPredecessor(Candidate)
        /// Watch the leader, which is not the predecessor, and say what its ident is or that it is gone.
        case watchLeader(Candidate)
        /// The leader is known to be the one with this ident, or is not known (`""`).
        case setLeader(ident: String)
        /// Tell the user whether this candidate leads.
        case announce(leader: Bool)
        /// Stop, and tell the user why, where there is an error.
        case end((any Error)?)
    }

    private enum Phase: Hashable { case joining, standing, leading, ended }

    private let ident: String
    private var phase = Phase.joining
    private var ahead: [Candidate] = []
    private var predecessorIdent: String?
    private var isAnnounced = false

    init(ident: String) {
        self.ident = ident
    }

    /// Whether there is nothing more to do.
    var hasEnded: Bool { phase == .ended }

    /// Takes note of `input` and says what to do about it, in order.
    mutating func handle(_ input: Input) -> [Action] {
        guard phase != .ended else { return [] }
        switch input {
        case .joined(let ahead):
            guard phase == .joining else { return [] }
            self.ahead = ahead
            phase = .standing
            guard let leader = ahead.first, let predecessor = ahead.last else { return lead() }
            return [.watchPredecessor(predecessor)] + (leader == predecessor ? [] : [.watchLeader(leader)])
        case .watching(let candidate, let ident):
            guard phase == .standing else { return [] }
            if candidate == ahead.last { predecessorIdent = ident }
            return candidate == ahead.first ? follow(ident) : []
        case .gone(let candidate):
            return phase == .standing ? remove(candidate) : []
        case .ownNodeGone(let path):
            return end(ElectorError(.ownNodeDeleted, path: path))
        case .failed(let error):
            return end(error)
        case .closed:
            return end(nil)
        }
    }

    private mutating func remove(_ candidate: Candidate) -> [Action] {
        let wasLeader = candidate == ahead.first
        let wasPredecessor = candidate == ahead.last
        ahead.removeAll { $0 == candidate }
        guard let leader = ahead.first, let predecessor = ahead.last else {
            return wasPredecessor ? lead() : []
        }
        var actions: [Action] = []
        if wasPredecessor {
            predecessorIdent = nil
            actions.append(.watchPredecessor(predecessor))
        }
        if wasLeader {
            actions.append(.setLeader(ident: ""))
            if leader != predecessor {
                actions.append(.watchLeader(leader))
            } else if let predecessorIdent {
                actions += follow(predecessorIdent)
            }
        }
        return actions
    }

    private mutating func follow(_ leaderIdent: String) -> [Action] {
        defer { isAnnounced = true }
        return [.setLeader(ident: leaderIdent)] + (isAnnounced ? [] : [.announce(leader: false)])
    }

    private mutating func lead() -> [Action] {
        phase = .leading
        isAnnounced = true
        return [.setLeader(ident: ident), .announce(leader: true)]
    }

    private mutating func end(_ error: (any Error)?) -> [Action] {
        phase = .ended
        return [.setLeader(ident: ""), .end(error)]
    }
}
