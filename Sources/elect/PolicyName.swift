import ArgumentParser
import LeaderElection

/// The policies as they are called on the command line.
enum PolicyName: String, ExpressibleByArgument, CaseIterable {
    case failStop = "fail-stop"
    case stepDown = "step-down"
    case hold

    var policy: Elector.Policy {
        switch self {
        case .failStop: .failStop
        case .stepDown: .stepDown
        case .hold: .hold
        }
    }
}
