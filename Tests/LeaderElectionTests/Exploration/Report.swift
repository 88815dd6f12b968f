@testable import LeaderElection

/// What a driver tells its core: an ``ElectionCore/Input`` that can be compared.
struct Report: Hashable {
    enum News: Hashable {
        /// The session is that number.
        case connected(Int64)
        case suspended, resumed, sessionLost
        case resign(Elector.Rejoin)
        case campaign, close, failed
        /// Who leads, as the observation with that number sees it.
        case seen(Leader?, observation: Int)
        case joined(own: Candidate, ahead: [Candidate])
        case watching(Candidate, Leader)
        case gone(Candidate)
        case nodeGone, deposed
        /// The connection is the one over which it was asked for.
        case confirmed(round: Int, connection: Int, isLimited: Bool)
        case lapsed
        case released
    }

    var news: News
    /// The stand that it is about, 0 for the session and its user.
    var stand = 0

    /// Whether nobody leads who has heard that of its node.
    var isLossOfLeadership: Bool { [.lapsed, .nodeGone, .deposed].contains(news) }

    /// Whether nobody goes on who has heard that.
    func isEnd(under policy: Elector.Policy) -> Bool {
        news == .failed || news == .close
            || (!policy.heals && [.suspended, .sessionLost, .nodeGone, .deposed].contains(news))
    }

    var input: ElectionCore.Input {
        switch news {
        case .connected: .connected
        case .suspended: .suspended
        case .resumed: .resumed
        case .sessionLost: .sessionLost(ElectorError(.sessionExpired))
        case .resign(let rejoin): .resign(rejoin)
        case .campaign: .campaign
        case .close: .closed
        case .failed where stand == 0: .failed(ElectorError(.zooKeeper))
        case .failed: .ofStand(stand, .failed(ElectorError(.zooKeeper)))
        case .seen(let leader, _): .observed(leader)
        case .joined(let own, let ahead): .ofStand(stand, .joined(token: own.czxid, ahead: ahead))
        case .watching(let candidate, let leader): .ofStand(stand, .watching(candidate, leader))
        case .gone(let candidate): .ofStand(stand, .gone(candidate))
        case .nodeGone: .ofStand(stand, .nodeGone(path: ""))
        case .deposed: .ofStand(stand, .deposed(path: ""))
        case .confirmed(let round, _, let isLimited):
            .ofStand(stand, .confirmed(round: round, isLimited: isLimited))
        case .lapsed: .ofStand(stand, .lapsed)
        case .released: .ofStand(stand, .released)
        }
    }
}
