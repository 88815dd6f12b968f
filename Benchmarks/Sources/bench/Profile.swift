import ArgumentParser
import Foundation

/// Says in which functions the instructions of an operation are.
struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Counts the instructions of an operation, one at a time, function by function."
    )

    @Option(help: "get, exists, create, set, children10 or children10000.")
    var operation = "get"
    @Option(help: "Whose instructions are counted.")
    var contender = Contender.swift
    @Option(help: "How many functions are shown.")
    var limit = 40
    @Option(help: "Where the programs of the contenders are.")
    var contenders = ".build/contenders"

    func run() async throws {
        guard let operation = ClientOperation(rawValue: operation) else {
            throw ValidationError("no such operation")
        }
        let bed = try await TestBed(contenders: URL(fileURLWithPath: contenders))
        let counts = try await OperationCost(bed: bed, contender: contender).functions(operation)
        try await bed.stop()
        var table = Table(head: ["instructions", "function"])
        table.rows.append([Text.number(counts.values.reduce(0, +)), "all"])
        for (function, count) in counts.sorted(by: { $0.value > $1.value }).prefix(limit) {
            table.rows.append([Text.number(count), function])
        }
        print(table.text)
    }
}
