import ArgumentParser
import Foundation

/// Writes the report of earlier results again.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "report")

    @Option(help: "Where the results are.")
    var output = "results"

    func run() async throws {
        let folder = URL(fileURLWithPath: output)
        let data = try Data(contentsOf: folder.appendingPathComponent("results.json"))
        try Report(results: JSONDecoder().decode(Results.self, from: data)).write(to: folder)
    }
}
