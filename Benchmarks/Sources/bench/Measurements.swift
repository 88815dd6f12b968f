import Foundation

/// All that is measured, each time by all contenders in turn.
struct Measurements {
    let bed: TestBed
    let plan: Plan
    let recorder: Recorder

    func run(_ part: Part, round: Int) async throws {
        switch part {
        case .client: try await client(round: round)
        case .storm: await each(Contender.talking, "storm", round) { try await storm($0, round) }
        case .election:
            for size in plan.sizes {
                await each(Contender.electing + [.confirmed], "election of \(size)", round) {
                    try await election($0, size: size, round)
                }
            }
        case .shared:
            await each(Contender.electing, "elections on a shared connection", round) {
                try await shared($0, round)
            }
        case .cost:
            for size in plan.sizes {
                await each(Contender.electing, "cost of an election of \(size)", round) {
                    try await cost($0, size: size, round)
                }
            }
        case .idle: await each(Contender.electing, "idle", round) { try await idle($0, round) }
        case .crash:
            for size in plan.sizes where [2, 10, 100].contains(size) {
                await each(Contender.electing, "crash in an election of \(size)", round) {
                    try await crash($0, size: size, round)
                }
            }
        case .many:
            // kazoo would need a thread for each.
            await each([.swift, .c, .curator], "many elections", round) { try await many($0, round) }
        }
    }

    /// In another order each round.
    private func each(
        _ contenders: [Contender],
        _ what: String,
        _ round: Int,
        _ body: (Contender) async throws -> Void
    ) async {
        for contender in contenders.rotated(by: round) {
            await recorder.attempt(what, of: contender, round: round) { try await body(contender) }
        }
    }

    /// Starts a contender that ends with `body`.
    func with<Result>(
        _ contender: Contender,
        at address: String? = nil,
        sessionTimeout: Duration = TestBed.sessionTimeout,
        _ body: (ContenderProcess) async throws -> Result
    ) async throws -> Result {
        let process = try bed.start(contender, at: address, sessionTimeout: sessionTimeout)
        do {
            let result = try await body(process)
            try process.finish()
            return result
        } catch {
            process.kill()
            throw error
        }
    }
}
