import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// One thing that a stand has under way: what one of the tasks of `Stand` waits for.
enum Errand: Hashable {
    /// The own node: made, or, where the answer was lost, looked for after a sync.
    case create, syncToFind, find
    /// The same for a node whose maker gave up: what is found is deleted.
    case syncToPursue, pursue
    /// The own node is watched, then the line is read, then those with the same number are compared.
    case armOwn
    case list(isGone: Bool)
    case compare([CandidateName], ahead: [Candidate], isGone: Bool)
    case watchOwn
    case armPredecessor(Candidate), watchPredecessor(Candidate)
    case armLeader(Candidate), readLeader(Candidate), watchLeader(Candidate)
    /// The session is confirmed; after a gap the node as well.
    case sync(round: Int, connection: Int, checks: Bool)
    case check(round: Int, connection: Int)
    case confirmed(round: Int)
    case delete(tells: Bool)
    case done

    /// What is done when the connection is back.
    var retried: Errand {
        switch self {
        case .create, .syncToFind, .find: .syncToFind
        case .syncToPursue, .pursue: .syncToPursue
        case .armOwn, .list, .compare: .armOwn
        case .armLeader(let leader), .readLeader(let leader): .armLeader(leader)
        case .check(let round, let connection): .sync(round: round, connection: connection, checks: true)
        case .armPredecessor, .sync, .delete: self
        // Nothing is asked.
        case .watchOwn, .watchPredecessor, .watchLeader, .confirmed, .done: self
        }
    }
}
