import ArgumentParser
import Foundation

/// Measures, and writes the results and the report.
struct Run: AsyncParsableCommand {
    @Flag(help: "Less of everything: for a try, not for results.")
    var quick = false
    @Option(help: "How often everything is measured.")
    var rounds: Int?
    @Option(parsing: .upToNextOption, help: "How many candidates.")
    var sizes: [Int] = []
    @Option(parsing: .upToNextOption, help: "How many requests under way.")
    var depths: [Int] = []
    @Option(help: "How many requests in each measurement.")
    var requests: Int?
    @Option(parsing: .upToNextOption, help: "What to measure.")
    var only: [Part] = Part.allCases
    @Flag(help: "Add to the results that there are.")
    var add = false
    @Option(help: "Where the programs of the contenders are.")
    var contenders = ".build/contenders"
    @Option(help: "Where the results go.")
    var output = "results"

    func run() async throws {
        var plan = quick ? Plan.quick : .full
        plan.rounds = rounds ?? plan.rounds
        plan.requests = requests ?? plan.requests
        if !sizes.isEmpty { plan.sizes = sizes }
        if !depths.isEmpty { plan.depths = depths }
        let folder = URL(fileURLWithPath: output)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("results.json")
        let results = add ? try Results(file) : Results(machine: Machine(isQuick: quick))
        let recorder = Recorder(results, file: file)
        let bed = try await TestBed(contenders: URL(fileURLWithPath: contenders))
        let measurements = Measurements(bed: bed, plan: plan, recorder: recorder)
        // What is stopped before its end has some rounds of everything.
        for round in 1...plan.rounds {
            for part in only { try await measurements.run(part, round: round) }
            try recorder.save()
        }
        try await bed.stop()
        try Report(results: recorder.results).write(to: folder)
        print(folder.appendingPathComponent("report.md").path)
    }
}
