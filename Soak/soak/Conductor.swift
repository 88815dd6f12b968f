import History
import LeaderElection
import ZooKeeperTestKit

/// Runs an ensemble of three, a fleet of candidates and a nemesis, and returns the history.
struct Conductor: Sendable {
    /// How long a candidate may take to leave when all is well.
    private static let patience = Duration.seconds(20)

    /// How long servers wait for peers that they hear nothing of.
    private static let obstinacy = Duration.seconds(90)

    let plan: Plan

    /// Leaves nothing running, however it ends.
    func run() async throws -> [Entry] {
        let log = try HistoryLog(writingTo: plan.history)
        log.add(.settings(plan.settings))
        let ensemble = try await TestEnsemble.start(
            tickTime: plan.tickTime,
            // A server that is replaced unawares must go on until that is over.
            settings: ["syncLimit": "\(Int(Self.obstinacy / plan.tickTime))"]
        )
        var slots: [Slot] = []
        let result: Result<Void, any Error>
        do {
            let `operator` = Operator(addresses: ensemble.addresses)
            try await `operator`.prepare()
            for index in 0..<plan.candidates {
                slots.append(try await Slot(index: index, servers: ensemble.addresses, plan: plan, log: log))
            }
            try await perform(
                on: Stage(plan: plan, ensemble: ensemble, slots: slots, log: log, operator: `operator`)
            )
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // A task of its own: one that was cancelled cannot wait for anything.
        await Task { [slots] in
            for slot in slots { await slot.stop() }
            try? await ensemble.stop()
        }.value
        try result.get()
        try log.finish()
        return log.entries
    }

    private func perform(on stage: Stage) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let probe = QuorumProbe(servers: stage.ensemble.servers, log: stage.log)
            group.addTask { await probe.run() }
            group.addTask {
                do {
                    try await fleet(on: stage) { try await play(on: stage) }
                } catch {
                    for slot in stage.slots { slot.kill() }
                    throw error
                }
            }
            // The probe has no end of its own.
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Runs `body` with the candidates, which must have left when it returns.
    private func fleet(on stage: Stage, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for slot in stage.slots { group.addTask { try await slot.run() } }
            group.addTask {
                do {
                    try await body()
                } catch {
                    for slot in stage.slots { slot.kill() }
                    throw error
                }
            }
            try await group.waitForAll()
        }
    }

    private func play(on stage: Stage) async throws {
        let log = stage.log
        try await Poll.until("somebody leads", within: .seconds(60)) { log.leader != nil }
        log.add(.opened)
        var nemesis = Nemesis(stage: stage)
        try await nemesis.run(until: .now + plan.duration)
        try await settle(stage)
        log.add(.closing)
        try await close(stage)
        try await audit(stage)
    }

    /// Waits until all candidates stand, and the nodes of those are gone that were killed.
    private func settle(_ stage: Stage) async throws {
        try await Poll.until("all processes run", within: .seconds(30)) {
            stage.slots.allSatisfy { $0.process != nil }
        }
        let limit = plan.longestExpiry + .seconds(10)
        let odd = try await stage.operator.settle({ stage.slots.compactMap(\.process?.ident) }, within: limit)
        for ident in odd { stage.log.add(.misplaced(ident: ident)) }
        try? await Poll.until("somebody leads", within: limit) { stage.log.leader != nil }
    }

    private func close(_ stage: Stage) async throws {
        for slot in stage.slots { slot.close() }
        do {
            try await Poll.until("all have left", within: Self.patience) {
                stage.slots.allSatisfy { $0.process == nil }
            }
        } catch is TestKitError {
            for slot in stage.slots {
                guard let process = slot.process else { continue }
                stage.log.add(.stayed(ident: process.ident))
                slot.kill()
            }
            try await Poll.until("all are gone") { stage.slots.allSatisfy { $0.process == nil } }
        }
    }

    private func audit(_ stage: Stage) async throws {
        for node in try await stage.operator.nodes() {
            stage.log.add(.leftover(path: "\(node.path) of \(node.ident)"))
        }
        for deposition in try await stage.operator.depositions() { stage.log.add(deposition) }
        for effect in try await stage.operator.effects() { stage.log.add(effect) }
        stage.log.add(.audited)
    }
}
