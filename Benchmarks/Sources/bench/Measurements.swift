import Foundation

/// All that is measured in a round, each time by all contenders in turn.
struct Measurements {
    let bed: TestBed
    let plan: Plan
    let recorder: Recorder
    let round: Int
    /// Whether what hardly varies is counted too.
    let isFirst: Bool
    let shuffle: Shuffle

    init(bed: TestBed, plan: Plan, recorder: Recorder, round: Int, isFirst: Bool = false) {
        (self.bed, self.plan, self.recorder, self.round) = (bed, plan, recorder, round)
        self.isFirst = isFirst
        // In another order each round, which is the same whenever that round is measured.
        shuffle = Shuffle(seed: round)
    }

    func run(_ part: Part) async throws {
        switch part {
        case .client: try await client()
        case .storm: await each(Contender.talking, "storm") { try await storm($0) }
        case .allocations where isFirst:
            await each([.swift, .c], "allocations") { try await allocations($0) }
        case .allocations: break
        case .election:
            for size in plan.sizes {
                await each(Contender.electing + [.confirmed], "election of \(size)") {
                    try await election($0, size: size)
                }
            }
        case .shared:
            await each(Contender.electing, "elections on a shared connection") { try await shared($0) }
            await each([.swift], "readers") { try await readers($0) }
        case .cost:
            // Only elector is judged by it, and each of Curator's clients takes 0.1 s to close.
            let counted = isFirst ? Contender.electing : [.swift]
            for size in plan.sizes {
                await each(counted, "cost of an election of \(size)") {
                    try await cost($0, size: size)
                }
            }
        case .idle: try await idle()
        case .crash:
            for size in plan.sizes {
                await each(Contender.electing, "crashes in an election of \(size)") {
                    try await crashes($0, size: size)
                }
            }
        case .many:
            // kazoo would need a thread for each.
            await each([.swift, .c, .curator], "many elections") { try await many($0) }
        }
    }

    func note(_ value: Double, _ metric: Metric, size: Int, of contender: Contender) {
        recorder.note(value, metric, size: size, of: contender, round: round)
    }

    /// Has those that were built do something, one after another.
    ///
    /// - Returns: those that have not failed.
    @discardableResult
    func each(
        _ contenders: [Contender],
        _ what: String,
        _ body: (Contender) async throws -> Void
    ) async -> [Contender] {
        var succeeded: [Contender] = []
        for contender in shuffle.order(contenders.filter(bed.has)) {
            let isDone = await recorder.attempt(what, of: contender, round: round) {
                try await body(contender)
            }
            if isDone { succeeded.append(contender) }
        }
        return succeeded
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
