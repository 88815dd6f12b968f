import ArgumentParser
import Foundation

/// Compares what does not depend on the machine's load with what is allowed.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Counts requests, instructions and allocations, and fails where they are too many."
    )

    /// How many candidates requests are counted with: those of a join and a leave must not grow, and those of a failover only with
    /// the candidates.
    private static let sizes = [10, 50]

    @Option(help: "Where the programs of the contenders are.")
    var contenders = ".build/contenders"
    @Option(help: "What is allowed, by name.")
    var budget = "budget.json"

    func run() async throws {
        let allowed = try JSONDecoder().decode(
            [String: Double].self,
            from: Data(contentsOf: URL(fileURLWithPath: budget))
        )
        let bed = try await TestBed(contenders: URL(fileURLWithPath: contenders))
        var counted = try await requests(bed)
        let cost = OperationCost(bed: bed, contender: .swift)
        for operation in ClientOperation.allCases where operation != .children10000 {
            for tool in [Valgrind.Tool.instructions, .allocations] {
                counted["\(operation).\(tool.rawValue)"] = try await cost.count(tool, operation)
            }
        }
        try await bed.stop()
        var isWithin = true
        for (name, limit) in allowed.sorted(by: { $0.key < $1.key }) {
            let count = counted.removeValue(forKey: name)
            let passes = count.map { $0 <= limit } ?? false
            isWithin = isWithin && passes
            let text = count.map(Text.number) ?? "not counted"
            print("\(passes ? "ok  " : "MORE")  \(name): \(text), allowed \(Text.number(limit))")
        }
        for (name, count) in counted.sorted(by: { $0.key < $1.key }) {
            isWithin = false
            print("MORE  \(name): \(Text.number(count)), which \(budget) does not name")
        }
        guard isWithin else { throw ExitCode.failure }
    }

    /// What the elector asks of the server.
    private func requests(_ bed: TestBed) async throws -> [String: Double] {
        let recorder = Recorder(Results(), file: nil)
        for round in 1...3 {
            let measurements = Measurements(bed: bed, plan: .quick, recorder: recorder, round: round)
            for size in Self.sizes { try await measurements.cost(.swift, size: size) }
        }
        func spread(_ metric: Metric, _ size: Int) -> Spread? {
            recorder.results.spread(metric, size: size, of: .swift)
        }
        var counts: [String: Double] = [:]
        for metric in [Metric.joinRequests, .leaveRequests, .failoverRequests, .failoverBytes] {
            for size in Self.sizes { counts["\(metric.name).\(size)"] = spread(metric, size)?.median }
        }
        return counts
    }
}
