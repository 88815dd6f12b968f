import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// Who stands, as the ensemble's leader knows it.
enum Line {
    static func candidates(in zoo: ModelZooKeeper) -> [Candidate] {
        zoo.tree.nodes.compactMap { path, node in
            candidate(at: path, czxid: node.czxid)
        }
    }

    static func candidate(at path: String, czxid: Int64) -> Candidate? {
        CandidateName(own: ZKPath.lastSegment(of: path)).map { Candidate(name: $0, czxid: czxid) }
    }
}
