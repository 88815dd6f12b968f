import ArgumentParser
import LeaderElection

/// Who may do what with the nodes of an election, as it is called on the command line.
enum AccessName: String, ExpressibleByArgument, CaseIterable {
    /// Everybody everything.
    case open
    /// Everything, and only for who has the credentials of this candidate.
    case creator

    var acl: [ZKACL] {
        switch self {
        case .open: ZKACL.world(.all)
        case .creator: ZKACL.auth(.all)
        }
    }
}
