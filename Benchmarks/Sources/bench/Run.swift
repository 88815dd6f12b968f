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
    @Option(help: "For how many seconds an operation is measured in each turn.")
    var seconds: Double?
    @Option(parsing: .upToNextOption, help: "What to measure.")
    var only: [Part] = Part.allCases
    @Flag(help: "Add rounds to the results that there are.")
    var add = false
    @Option(help: "Where the programs of the contenders are.")
    var contenders = ".build/contenders"
    @Option(help: "Where the results go: results, or .build/quick for a quick run.")
    var output: String?

    func run() async throws {
        var plan = quick ? Plan.quick : .full
        plan.rounds = rounds ?? plan.rounds
        plan.seconds = seconds ?? plan.seconds
        if !sizes.isEmpty { plan.sizes = sizes }
        if !depths.isEmpty { plan.depths = depths }
        let folder = URL(fileURLWithPath: output ?? (quick ? ".build/quick" : "results"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("results.json")
        var results = add ? try Results(file) : Results()
        let (earlier, earlierFailures) = (results.lastRound, results.failures.count)
        let programs = URL(fileURLWithPath: contenders)
        results.runs.append(
            Machine(isQuick: quick, plan: plan, parts: only, versions: try Self.versions(in: programs))
        )
        let recorder = Recorder(results, file: file)
        let bed = try await TestBed(contenders: programs)
        // A contender that has ended before it has read what it is told is an error, not the end.
        signal(SIGPIPE, SIG_IGN)
        for contender in Contender.allCases where !bed.has(contender) {
            print("left out, for there is no program: \(contender.title)")
        }
        for number in 1...plan.rounds {
            let measurements = Measurements(
                bed: bed,
                plan: plan,
                recorder: recorder,
                round: earlier + number,
                isFirst: number == 1
            )
            if number == 1 { await measurements.warmUpServer() }
            for part in only {
                try await measurements.run(part)
                // What is stopped before its end has some of everything.
                try recorder.save()
            }
        }
        try await bed.stop()
        try Report(results: recorder.results).write(to: folder)
        print(folder.appendingPathComponent("report.md").path)
        guard recorder.results.failures.count == earlierFailures else { throw ExitCode.failure }
    }

    /// What `scripts/bench` says about the programs that it has built.
    private static func versions(in folder: URL) throws -> [String] {
        try String(contentsOf: folder.appendingPathComponent("versions"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }
}
