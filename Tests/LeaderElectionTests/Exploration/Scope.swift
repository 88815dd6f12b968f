@testable import LeaderElection

/// What is explored.
struct Scope: CustomStringConvertible {
    var policy = Elector.Policy.stepDown
    var candidates: Int
    /// One that is always up to date, or several that lag.
    var servers = 1
    /// What may go wrong, and how often in all.
    var kinds = Fault.Kind.usual
    var faults: Int
    /// Whether the exploration begins with everybody in line instead of before the first create.
    var isSettled = false
    /// Whether a candidate's tasks wake up in any order, and its core hears of it at any time.
    var wakesInAnyOrder = false
    /// How often a lease may run out, or be renewed before it does, in all; `nil` for no limit. Without one there is no end of
    /// what a core has not heard yet.
    var passages: Int?
    /// Whether the connections can have a lease.
    var hasLease = true
    /// Whether a session lives at least as long as its lease, which is what `Lease` proves.
    var isLeaseSound = true
    /// Whether all nodes get the same number.
    var isCounterStuck = false

    var description: String {
        let faults =
            kinds == Fault.Kind.usual ? "faults" : kinds.map { "\($0)" }.sorted().joined(separator: "/")
        let traits = [
            "\(policy)", "\(candidates) candidates", "\(servers) servers", "\(self.faults) \(faults)",
            isSettled ? "in line" : "at the start",
            wakesInAnyOrder ? "tasks in any order" : nil,
            isCounterStuck ? "equal numbers" : nil,
            passages.map { "\($0) renewals or lapses" },
            hasLease ? nil : "without a lease",
        ]
        return traits.compactMap(\.self).joined(separator: ", ")
    }
}
