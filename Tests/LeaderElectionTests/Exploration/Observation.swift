@testable import LeaderElection

/// What `LeaderWatch` is in the exploration: it looks who leads, without standing.
struct Observation: Hashable {
    /// What it waits for.
    enum Look: Hashable {
        /// The base path is watched, and the line read.
        case watchBase, list
        /// The first of these is watched and read, or, where it has gone, the next.
        case arm([CandidateName])
        case read([CandidateName])
        /// Nobody is there: whoever comes is waited for.
        case armChildren
        case watch(String)
    }

    let number: Int
    var look = Look.watchBase
}
