import Foundation
import History
import LeaderElection

/// What a run is to be like.
struct Plan: Sendable {
    /// All faults; those more often that take a leader away from everybody else, for which there is the lease, or that are aimed
    /// at one request.
    static let mixture =
        FaultKind.allCases
        + [.stopCandidate, .stopCandidate, .partition, .partition, .stall, .stall, .killCandidate]
        + [.replaceServer, .cutAfterApplying, .cutBefore]

    var duration = Duration.seconds(180)
    var seed: UInt64 = 0
    var policy = Elector.Policy.hold
    var sessionTimeout = Duration.seconds(4)
    /// The servers' tick. By default the longest that they may have with this session timeout: the hardest for the lease.
    var tickTime: Duration
    var candidates = 8
    /// Guarded writes a second.
    var rate = 20.0
    var hasLease = true
    var hasGuard = true
    /// Whether a candidate takes the loss of leadership for a reason to trap.
    var trapsOnLoss = false
    /// From which the faults are drawn.
    var faults = Self.mixture
    /// Whether it is always the leader that is hit.
    var aimsAtLeader = false
    /// Where the history goes as it is written, or `nil` to keep it in memory only.
    var history: URL?

    var longestExpiry: Duration { .nanoseconds(settings.longestExpiry) }
    var longestVacancy: Duration { .nanoseconds(settings.longestVacancy) }

    var settings: Settings {
        Settings(
            sessionTimeout: sessionTimeout.nanoseconds,
            tickTime: tickTime.nanoseconds,
            seed: seed,
            policy: "\(policy)",
            hasLease: hasLease,
            hasGuard: hasGuard
        )
    }
}
