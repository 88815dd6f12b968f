extension ElectionCore {
    /// What happened.
    enum Input: Sendable {
        /// There is a session: the first one, or a new one.
        case connected
        /// The connection is lost; the session may live on.
        case suspended
        /// The connection is back, with the same session.
        case resumed
        /// The session is over.
        case sessionLost(ElectorError)
        /// Something about the stand with that number.
        case ofStand(Int, StandNews)
        /// Who leads, as one who does not stand sees it.
        case observed(Leader?)
        /// This candidate is known by another name now.
        case renamed(String)
        /// Somebody wants this candidate to stand.
        case campaign
        /// Somebody wants this candidate to give its place up.
        case resign(Elector.Rejoin)
        /// Something makes it impossible to go on.
        case failed(any Error)
        /// Somebody called `close()`.
        case closed

        /// Whether somebody waits for an answer.
        var isRequest: Bool {
            switch self {
            case .campaign, .resign, .renamed: true
            default: false
            }
        }
    }

    /// What happened to a stand.
    enum StandNews: Sendable {
        /// The own node, created by that transaction, is there and watched, and these are in front of it, in order.
        case joined(token: Int64, ahead: [Candidate])
        /// A node is being watched, and this is who it belongs to.
        case watching(Candidate, Leader)
        /// A node in front does not exist any more.
        case gone(Candidate)
        /// The own node does not exist any more.
        case nodeGone(path: String)
        /// A guarded write found that the own node does not exist any more.
        case deposed(path: String)
        /// The session was good when the request of that round was sent, and for as long as the lease runs, or, where it has
        /// none, until something else is heard.
        case confirmed(round: Int, isLimited: Bool)
        /// The lease has run out.
        case lapsed
        /// The own node is deleted, or goes with its session.
        case released
        /// Something makes it impossible to go on.
        case failed(any Error)
    }
}
