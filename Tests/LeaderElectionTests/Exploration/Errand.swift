import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// One thing that a stand has under way: what one of the tasks of `Stand` waits for.
enum Errand: Hashable {
    /// The own node: made, or, where the answer was lost, looked for after a sync.
    case create, syncToFind, find
    /// The list that is asked for right behind the create, and what it has told.
    case list, listed([String])
    /// The same for a node whose maker gave up: what is found is deleted.
    case syncToPursue, pursue
    /// Where that was not enough, the line is read while the own node is watched. Those with the same number are compared.
    case join(names: [String]?)
    case compare([CandidateName], ahead: [Candidate], isGone: Bool, isWatched: Bool)
    case joined, armOwn, watchOwn
    case armPredecessor(Candidate), watchPredecessor(Candidate)
    case armLeader(Candidate), readLeader(Candidate), watchLeader(Candidate)
    /// The ensemble commits that the own node exists, which confirms the session.
    case check(round: Int, connection: Int)
    case confirmed(round: Int)
    /// The same where there is no lease: the own node is looked at.
    case look(round: Int, connection: Int)
    /// A user writes something, if the own node exists.
    case write
    case delete(tells: Bool)
    case done

    /// What is done when the connection is back.
    var retried: Errand {
        switch self {
        case .create, .syncToFind, .find: .syncToFind
        case .syncToPursue, .pursue: .syncToPursue
        case .join, .compare(_, _, _, isWatched: true): .join(names: nil)
        case .armLeader(let leader), .readLeader(let leader): .armLeader(leader)
        // The user is told of the loss.
        case .write: .done
        // The line is read once more.
        case .list: .done
        case .compare, .armOwn, .armPredecessor, .check, .look, .delete: self
        // Nothing is asked.
        case .listed, .joined, .watchOwn, .watchPredecessor, .watchLeader, .confirmed, .done: self
        }
    }

    /// How many requests it takes from here on at most, but for those that compare equal numbers.
    var cost: Int {
        switch self {
        case .syncToFind, .syncToPursue: 3
        case .find, .pursue, .join(names: nil), .armLeader: 2
        case .create, .list, .join, .compare, .armOwn, .armPredecessor, .readLeader, .check, .look, .write,
            .delete:
            1
        case .listed, .joined, .watchOwn, .watchPredecessor, .watchLeader, .confirmed, .done: 0
        }
    }
}
