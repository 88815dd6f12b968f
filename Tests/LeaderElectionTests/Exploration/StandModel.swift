@testable import LeaderElection

/// What `Stand` is in the exploration: one node, from its creation to its release, in one session.
struct StandModel: Hashable {
    /// What the clock says. That time passes is a step of its own.
    enum Lease: Hashable {
        case none, valid
        /// Run out, and whether the core has been told.
        case lapsed(isTold: Bool)
        /// Of a connection that cannot have one: it is good until something else is heard.
        case unlimited
    }

    let number: Int
    let session: Int64
    var errands: [Errand] = []
    /// Which errand confirms the session.
    var confirming: Int?
    var path: String?
    var own: Candidate?
    var lease = Lease.none
    var isReleased = false
    /// Who was in front when this candidate joined.
    var ahead: [Candidate] = []
    /// Who was watched, for each is watched once.
    var predecessors: Set<Candidate> = []
    var leaders: Set<Candidate> = []

    /// Whether its node is not known yet.
    var isBeingMade: Bool { path == nil && errands[0] != .done }

    /// Whether who asks is told that it leads, where the core says so.
    var isGood: Bool { lease == .valid || lease == .unlimited }

    /// Whether the session is confirmed, and may be once more.
    var isRenewable: Bool {
        guard let confirming, case .confirmed = errands[confirming] else { return false }
        return true
    }
}
