import ArgumentParser
import Foundation

/// Says in which functions the instructions of an operation are.
struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Counts the instructions of an operation, one at a time, function by function."
    )

    @Option(help: "get, exists, create, set, children10 or children10000.")
    var operation = "get"
    @Option(help: "How many functions are shown.")
    var limit = 40
    @Option(help: "Where the programs of the contenders are.")
    var contenders = ".build/contenders"

    func run() async throws {
        guard let operation = ClientOperation(rawValue: operation) else {
            throw ValidationError("no such operation")
        }
        let folder = URL(fileURLWithPath: contenders)
        let bed = try await TestBed(contenders: folder)
        let command = Contender.swift.command(in: folder) + [bed.address, "60000"]
        let valgrind = Valgrind(command: command)
        let node = try await bed.newPath()
        if operation == .children10 { try await bed.createChildren(of: node, count: 10) }
        if operation == .children10000 { try await bed.createChildren(of: node, count: 10_000) }
        let numbers = [200, 1_200]
        var runs: [[String: Double]] = []
        for count in numbers {
            let path = operation == .create ? try await bed.newPath() : node
            runs.append(try valgrind.functions("client \(operation.verb) 1 \(count) \(path)"))
        }
        try await bed.stop()
        let difference = Double(numbers[1] - numbers[0])
        let counts = runs[1].merging(runs[0]) { $0 - $1 }.mapValues { $0 / difference }
        var table = Table(head: ["instructions", "function"])
        table.rows.append([Text.number(counts.values.reduce(0, +)), "all"])
        for (function, count) in counts.sorted(by: { $0.value > $1.value }).prefix(limit) {
            table.rows.append([Text.number(count), function])
        }
        print(table.text)
    }
}
