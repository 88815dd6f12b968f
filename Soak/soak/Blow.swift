import History
import LeaderElection
import ZooKeeperTestKit

/// A fault that was drawn: all that is left to chance, so that the same seed gives the same ones.
struct Blow: Sendable {
    /// Requests whose replies are lost, or that are: those that come by themselves, or can be provoked. A leader sends a `multi` to
    /// be confirmed and to write.
    private static let operations: [ZooKeeperTestKit.Operation] = [
        .multi, .multi, .multi, .multi, .create2, .create2, .create2, .delete, .getData, .getChildren2,
    ]
    private static let directions: [Set<FaultProxy.Direction>] = [
        [.toServer], [.toClient], [.toServer, .toClient],
    ]

    var kind: FaultKind
    /// Whether it hits the leader, where there is one, and not the candidate at `slot`.
    var atLeader: Bool
    var slot: Int
    var server: Int
    var duration: Duration
    var operation: ZooKeeperTestKit.Operation
    var directions: Set<FaultProxy.Direction>
    var delay: Duration

    init(_ kind: FaultKind, plan: Plan, using generator: inout SeededGenerator) {
        self.kind = kind
        let aims = Bool.random(using: &generator)
        slot = Int.random(in: 0..<plan.candidates, using: &generator)
        server = Int.random(in: 0..<3, using: &generator)
        // Shorter than the lease, between that and the session timeout, longer than both.
        let share = Double.random(in: 0.1...2, using: &generator)
        duration = plan.sessionTimeout * (plan.aimsAtLeader ? 2 : share)
        // Until the sessions are over that the new leader of the ensemble has taken over, and the next one leads.
        if kind == .replaceServer { duration = plan.longestExpiry + plan.sessionTimeout / 2 }
        operation = Self.operations.randomElement(using: &generator) ?? .multi
        // Nobody else sends any.
        atLeader = plan.aimsAtLeader || aims || operation == .multi
        directions = Self.directions.randomElement(using: &generator) ?? []
        delay = .milliseconds(Int.random(in: 10...300, using: &generator))
    }
}
