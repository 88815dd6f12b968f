import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// Who stands, as the ensemble's leader knows it.
enum Line {
    /// In order.
    ///
    /// - Parameter session: the one whose nodes count, or `nil` for all.
    static func candidates(in tree: ModelTree, of session: Int64? = nil) -> [Candidate] {
        tree.nodes.compactMap { path, node in
            session == nil || session == node.owner ? candidate(at: path, czxid: node.czxid) : nil
        }.sorted()
    }

    static func candidate(at path: String, czxid: Int64) -> Candidate? {
        CandidateName(own: ZKPath.lastSegment(of: path)).map { Candidate(name: $0, czxid: czxid) }
    }
}
