import ZooKeeperTestKit

/// What a nemesis can get hold of.
struct Stage: Sendable {
    let plan: Plan
    let ensemble: TestEnsemble
    let slots: [Slot]
    let log: HistoryLog
    let `operator`: Operator

    /// The place of the candidate that leads at this moment.
    var leader: Slot? {
        log.leader.flatMap { ident in slots.first { $0.process?.ident == ident } }
    }
}
