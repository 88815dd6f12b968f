import ArgumentParser
import CSimulation
import Foundation

/// Runs electors over a model of ZooKeeper, in an order and at times that follow from a seed.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs electors over a model of ZooKeeper, each seed another fleet, other faults, another order."
    )

    @Option(help: "Run this seed only.")
    var seed: UInt64?

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 10_000

    @Option(help: "The first seed.")
    var from: UInt64 = 0

    @Option(help: "How many processes to spread the seeds over.")
    var jobs = 1

    @Flag(help: "Let no lease be excused for pings that were late.")
    var strict = false

    @Flag(help: "Print what happens.")
    var trace = false

    @Flag(help: "Run each seed twice and compare.")
    var checkRepeatable = false

    @Option(help: "How many lines of what happened before a violation to print.")
    var lines = 60

    nonisolated func run() throws {
        // The order of a dictionary must be the same each time.
        if ProcessInfo.processInfo.environment["SWIFT_DETERMINISTIC_HASHING"] == nil {
            setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
            let arguments = CommandLine.arguments.map { strdup($0) } + [nil]
            execv("/proc/self/exe", arguments)
            throw ValidationError("cannot start again: errno \(errno)")
        }
        Executor.install()
        let start = simulation_real_time()
        var sum = Statistics()
        for seed in seed.map({ $0...$0 }) ?? from...(from + max(seeds, 1) - 1) {
            let outcome = Simulation(seed: seed, strict: strict, trace: Trace(trace ? .print : .drop)).run()
            sum += outcome.statistics
            if let violation = outcome.violation { try report(seed, violation) }
            if checkRepeatable {
                let again = Simulation(seed: seed, strict: strict).run()
                if again.fingerprint != outcome.fingerprint || again.statistics.steps != outcome.statistics.steps {
                    print("seed \(seed) does not repeat itself")
                    throw ExitCode.failure
                }
            }
        }
        let seconds = Double(simulation_real_time() - start) / 1e9
        print("\(sum.description)")
        print("no violation in \(Int(seconds)) s (\(Int(Double(sum.seeds) / seconds)) seeds/s)")
    }

    private nonisolated func report(_ seed: UInt64, _ violation: String) throws {
        let kept = Trace(.keep)
        let again = Simulation(seed: seed, strict: strict, trace: kept).run()
        if !trace {
            let end = kept.lines.firstIndex { $0.contains("VIOLATION") } ?? kept.lines.count - 1
            for line in kept.lines[...end].suffix(lines) { print(line) }
        }
        print("\nseed \(seed): \(violation)")
        print("again: scripts/simulate --seed \(seed) --trace")
        if again.violation != violation { print("(the second run: \(again.violation ?? "no violation"))") }
        throw ExitCode.failure
    }
}
