import ArgumentParser
import Foundation
import History

/// Runs, checks, and prints what was found.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Break things for a while, and check what the candidates saw.",
        discussion: "Exits with 0 only if nothing was found."
    )

    @OptionGroup var options: RunOptions

    func run() async throws {
        try await untilInterrupted {
            let plan = try options.plan()
            print(
                """
                Three servers, \(plan.candidates) candidates (\(plan.policy)), faults for \
                \(plan.duration / .seconds(1)) s; seed \(plan.seed).
                """
            )
            let entries = try await Conductor(plan: plan).run()
            let report = Checker(entries).report()
            print(report)
            guard !report.isGood else { return }
            if plan.history == nil {
                let url = FileManager.default.temporaryDirectory
                    .appendingPathComponent("soak-\(plan.seed)-\(entries.first?.at ?? 0).history")
                try entries.reduce(into: Data()) { $0 += try $1.line() }.write(to: url)
                print("The history is in \(url.path).")
            }
            throw ExitCode.failure
        }
    }
}
