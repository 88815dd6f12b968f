extension ElectionCore {
    /// What is to be done.
    enum Action: Sendable {
        /// Make a node, and say who is in front of it.
        case stand(Int)
        /// Watch the predecessor, and say who it is or that it is gone.
        case watchPredecessor(Candidate)
        /// Watch the leader, which is not the predecessor, and say who it is or that it is gone.
        case watchLeader(Candidate)
        /// Have the session confirmed, now and from now on.
        case confirm(round: Int)
        /// Delete the node of that stand, and say so.
        case release(Int)
        /// Say who leads, without standing.
        case observe
        /// Who leads is this, or not known.
        case setLeader(Leader?)
        /// Tell the user that this candidate leads.
        case gain(token: Int64)
        /// Tell the user that it does not, and why, where it did before.
        case lose(LossReason?)
        /// Say no to the request that was just made.
        case refuse(ElectorError)
        /// Stop, and tell the user why, where there is an error.
        case end((any Error)?)
    }
}
