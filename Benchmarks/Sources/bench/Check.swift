import ArgumentParser
import Foundation

/// Compares what does not depend on the machine's load with what is allowed.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Counts requests, instructions and allocations, and fails where they are too many."
    )

    /// How many candidates requests are counted with.
    private static let size = 10

    @Option(help: "Where the programs of the contenders are.")
    var contenders = ".build/contenders"
    @Option(help: "What is allowed, by name.")
    var budget = "budget.json"

    func run() async throws {
        let allowed = try JSONDecoder().decode(
            [String: Double].self,
            from: Data(contentsOf: URL(fileURLWithPath: budget))
        )
        let folder = URL(fileURLWithPath: contenders)
        let bed = try await TestBed(contenders: folder)
        var counted = try await requests(bed)
        for operation in [ClientOperation.get, .create, .children10] {
            counted.merge(try await operationCost(operation, bed, folder)) { $1 }
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
        var plan = Plan.quick
        plan.sizes = [Self.size]
        plan.rounds = 3
        let recorder = Recorder(Results(machine: Machine(isQuick: true)), file: nil)
        let measurements = Measurements(bed: bed, plan: plan, recorder: recorder)
        for round in 1...plan.rounds { try await measurements.cost(.swift, size: Self.size, round) }
        var counts: [String: Double] = [:]
        for metric in [Metric.joinRequests, .leaveRequests, .failoverRequests, .failoverBytes] {
            // The least: now and then a confirmation falls into a round.
            counts[metric.name] = recorder.results.spread(metric, size: Self.size, of: .swift)?.least
        }
        return counts
    }

    /// What one operation more takes: the difference of two runs, so that the start does not matter.
    private func operationCost(
        _ operation: ClientOperation,
        _ bed: TestBed,
        _ folder: URL
    ) async throws -> [String: Double] {
        let node = try await bed.newPath()
        if operation == .children10 { try await bed.createChildren(of: node, count: 10) }
        let command = Contender.swift.command(in: folder) + [bed.address, "60000"]
        let valgrind = Valgrind(command: command)
        var counts: [String: Double] = [:]
        for tool in [Valgrind.Tool.instructions, .allocations] {
            var totals: [Double] = []
            let numbers = [200, 1_200]
            for count in numbers {
                let path = operation == .create ? try await bed.newPath() : node
                totals.append(try valgrind.count(tool, "client \(operation.verb) 1 \(count) \(path)"))
            }
            let more = (totals[1] - totals[0]) / Double(numbers[1] - numbers[0])
            counts["\(operation).\(tool.rawValue)"] = more.rounded()
        }
        return counts
    }
}
