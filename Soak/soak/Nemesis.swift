import History
import ZooKeeperTestKit

/// Breaks things, in bursts of up to three faults that overlap.
///
/// After a burst it waits until somebody leads: so each time it is seen whether the election recovers. Of the faults of a
/// burst one at most is of servers; otherwise there would hardly ever be a quorum. No two are over by the same means, so that
/// the end of one is not the end of another. In every other burst all others hit the
/// same candidate, the one that leads at its beginning: a leader whose node is deleted while it hears of nothing.
struct Nemesis {
    let stage: Stage
    private var generator: SeededGenerator

    init(stage: Stage) {
        self.stage = stage
        generator = SeededGenerator(seed: stage.plan.seed)
    }

    /// Goes on until `deadline`, and returns when all is healed.
    mutating func run(until deadline: ContinuousClock.Instant) async throws {
        let plan = stage.plan
        while ContinuousClock.now < deadline {
            let blows = draw()
            let victim = Bool.random(using: &generator) ? stage.leader : nil
            let pauses = blows.map { _ in Double.random(in: 0...1, using: &generator) }
            let rest = Double.random(in: 0...2, using: &generator)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (blow, pause) in zip(blows, pauses) {
                    group.addTask { [stage] in try await stage.deal(blow, to: victim) }
                    try await Task.sleep(for: .seconds(pause), clock: .continuous)
                }
                try await group.waitForAll()
            }
            // Longer than the checker allows; where nobody leads by then, it will tell.
            let limit = plan.longestVacancy + .seconds(2)
            try? await Poll.until("somebody leads", within: limit) { stage.log.leader != nil }
            try await Task.sleep(for: .seconds(rest), clock: .continuous)
        }
    }

    private mutating func draw() -> [Blow] {
        let count = stage.plan.aimsAtLeader ? 1 : Int.random(in: 1...3, using: &generator)
        var kinds: [FaultKind] = []
        for _ in 0..<count {
            let choice = stage.plan.faults.filter { kind in
                !kinds.contains { $0.excludes(kind) }
            }
            if let kind = choice.randomElement(using: &generator) { kinds.append(kind) }
        }
        return kinds.map { Blow($0, plan: stage.plan, using: &generator) }
    }
}
