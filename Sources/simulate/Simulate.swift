import ArgumentParser
import CSimulation
import Foundation

/// Runs electors over a model of ZooKeeper, in an order and at times that follow from a seed.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract:
            "Runs electors over a model of ZooKeeper, each seed another fleet, other faults, another order."
    )

    @Option(help: "Run this seed only.")
    var seed: UInt64?

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 10_000

    @Option(help: "The first seed.")
    var from: UInt64 = 0

    @Option(help: "How many processes to spread the seeds over.")
    var jobs: UInt64 = 1

    @Flag(help: "Let no lease be excused for pings that were late.")
    var strict = false

    @Flag(help: "Show that connections which lie are found out.")
    var selfTest = false

    @Option(help: "Let the candidates' connections tell this lie.")
    var lie: Lie?

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
            execv("/proc/self/exe", CommandLine.arguments.map { strdup($0) } + [nil])
            throw ValidationError("cannot start again: errno \(errno)")
        }
        if seed == nil, jobs > 1 { return try runJobs() }
        Executor.install()
        if selfTest {
            guard SelfTest.run() else { throw ExitCode.failure }
            return
        }
        let start = simulation_real_time()
        var sum = Statistics()
        for seed in seed.map({ $0..<$0 + 1 }) ?? from..<from + seeds { sum += try run(seed) }
        let seconds = Double(simulation_real_time() - start) / 1e9
        print(sum.description)
        if let flaw = sum.flaw {
            print(flaw)
            throw ExitCode.failure
        }
        print("no violation in \(Int(seconds)) s (\(Int(Double(sum.seeds) / seconds)) seeds/s)")
    }

    private nonisolated func run(_ seed: UInt64) throws -> Statistics {
        let outcome = simulation(seed, Trace(trace ? .print : .drop)).run()
        if let violation = outcome.violation { try report(seed, violation) }
        if checkRepeatable {
            let again = simulation(seed, Trace(.drop)).run()
            if again.fingerprint != outcome.fingerprint {
                print("seed \(seed) does not repeat itself")
                throw ExitCode.failure
            }
        }
        return outcome.statistics
    }

    private nonisolated func simulation(_ seed: UInt64, _ trace: Trace) -> Simulation {
        Simulation(seed: seed, strict: strict, lie: lie, trace: trace)
    }

    /// Runs the seed again, to tell what happened, and ends.
    private nonisolated func report(_ seed: UInt64, _ violation: String) throws {
        let kept = Trace(.keep)
        let again = simulation(seed, kept).run()
        let end = kept.lines.firstIndex { $0.contains(Trace.violation) } ?? kept.lines.count - 1
        if !trace { for line in kept.lines[...end].suffix(lines) { print(line) } }
        print("\nseed \(seed): \(violation)")
        print(
            "again: scripts/simulate \((["--seed", "\(seed)", "--trace"] + options).joined(separator: " "))"
        )
        if again.violation != violation { print("the second run: \(again.violation ?? "no violation")") }
        throw ExitCode.failure
    }

    /// Runs the seeds in processes of their own, for a process has one executor.
    private nonisolated func runJobs() throws {
        var processes: [Process] = []
        for job in 0..<jobs {
            let (first, next) = (seeds * job / jobs, seeds * (job + 1) / jobs)
            var arguments = [
                "--from", "\(from + first)", "--seeds", "\(next - first)", "--lines", "\(lines)",
            ]
            arguments += options
            if checkRepeatable { arguments.append("--check-repeatable") }
            processes.append(
                try Process.run(URL(fileURLWithPath: "/proc/self/exe"), arguments: arguments)
            )
        }
        for process in processes { process.waitUntilExit() }
        if processes.contains(where: { $0.terminationStatus != 0 }) { throw ExitCode.failure }
    }

    /// What makes a seed another run.
    private nonisolated var options: [String] {
        (strict ? ["--strict"] : []) + (lie.map { ["--lie", $0.rawValue] } ?? [])
    }
}
