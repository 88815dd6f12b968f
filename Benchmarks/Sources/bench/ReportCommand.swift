import ArgumentParser
import Foundation

/// Writes the report of earlier results again.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "report")

    @Option(help: "Where the results are.")
    var output = "results"

    func run() async throws {
        let folder = URL(fileURLWithPath: output)
        try Report(results: Results(folder.appendingPathComponent("results.json"))).write(to: folder)
    }
}
