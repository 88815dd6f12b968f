@testable import LeaderElection

/// What a driver tells its core: an ``ElectionCore/Input`` that can be compared.
struct Report: Hashable {
    enum News: Hashable {
        /// The session is that number.
        case connected(Int64)
        case suspended, resumed, sessionLost
        case resign, close
        case joined(own: Candidate, ahead: [Candidate])
        case watching(Candidate, Leader)
        case gone(Candidate)
        case nodeGone
        /// The connection is the one over which it was asked for.
        case confirmed(round: Int, connection: Int)
        case lapsed
        case released
    }

    var news: News
    /// The stand that it is about, 0 for the session and its user.
    var stand = 0

    var input: ElectionCore.Input {
        switch news {
        case .connected: .connected
        case .suspended: .suspended
        case .resumed: .resumed
        case .sessionLost: .sessionLost(ElectorError(.sessionExpired))
        case .resign: .resign(.tail)
        case .close: .closed
        case .joined(let own, let ahead): .ofStand(stand, .joined(token: own.czxid, ahead: ahead))
        case .watching(let candidate, let leader): .ofStand(stand, .watching(candidate, leader))
        case .gone(let candidate): .ofStand(stand, .gone(candidate))
        case .nodeGone: .ofStand(stand, .nodeGone(path: ""))
        case .confirmed(let round, _): .ofStand(stand, .confirmed(round: round, isLimited: true))
        case .lapsed: .ofStand(stand, .lapsed)
        case .released: .ofStand(stand, .released)
        }
    }
}
