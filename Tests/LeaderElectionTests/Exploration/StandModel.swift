@testable import LeaderElection

/// What `Stand` is in the exploration: one node, from its creation to its release, in one session.
struct StandModel: Hashable {
    /// What the clock says. That time passes is a step of its own.
    enum Lease: Hashable {
        case none, valid
        /// Run out, and whether the core has been told.
        case lapsed(isTold: Bool)
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
    /// Who was watched, for each is watched once.
    var predecessors: Set<Candidate> = []
    var leaders: Set<Candidate> = []

    /// Whether its node is not known yet.
    var isBeingMade: Bool { path == nil && errands[0] != .done }
}
