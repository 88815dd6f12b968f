import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// How many requests each thing that happens is worth to a candidate. It must never ask for more, in whatever order it hears.
///
/// What is left over is forgotten at the next rest.
enum Budget {
    /// A create, the line, the own node, the predecessor, and two for the leader. Who leads has one for the last three.
    static let join = 6
    /// A delete, and another stand.
    static let rejoin = 1 + join
    static let renewal = 1
    /// Who hears that its node is gone before it hears why deletes it and stands, which comes to nothing. And a check that was
    /// answered before may give no lease any more; the next one says so.
    static let expiry = 2 + renewal
    /// A guarded write.
    static let write = 1
    /// The base path, the line, and two for the leader. Without one it is one less.
    static let look = 4
    /// A node that nobody waits for any more is found, and deleted.
    static let pursuit = Errand.syncToPursue.cost

    /// The connection is back. What got no answer is asked again, and comes on top.
    static func resumption(of contender: Contender) -> Int {
        if contender.isWithdrawn { return look }
        // Another server may have granted another timeout.
        return contender.stand?.confirming == nil ? 0 : renewal
    }

    /// The node of somebody in the line goes.
    static func departure(of gone: Candidate, from line: [Candidate], to own: Candidate) -> Int {
        guard gone < own else { return 0 }
        // The one before it is watched; or its successor leads, and has its session confirmed.
        if line.last(where: { $0 < own }) == gone { return 1 }
        // Whoever leads next is watched and read. Of another one it may be found later that it has gone.
        return gone == line.first ? 2 : 1
    }

    /// The same to one who looks on.
    static func departure(of gone: Candidate, from line: [Candidate]) -> Int {
        gone == line.first ? look : 1
    }

    /// What is still to be found when everything is at rest: those in front that have gone, and were not watched.
    static func arrears(of stand: StandModel, in tree: ModelTree) -> Int {
        let watched = stand.predecessors.union(stand.leaders)
        return stand.ahead.count {
            !watched.contains($0) && tree.nodes[ZKPath.join(Contender.base, $0.name.text)] == nil
        }
    }
}
