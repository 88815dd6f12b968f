import ArgumentParser
import Foundation
import History

/// Checks a history that was made before.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a history.",
        discussion: "Exits with 0 only if nothing was found."
    )

    @Option(help: "The file.")
    var history: String

    func run() throws {
        let text = try String(contentsOf: URL(fileURLWithPath: history), encoding: .utf8)
        let report = Checker(try text.split(separator: "\n").map { try Entry(line: String($0)) }).report()
        print(report)
        if !report.isGood { throw ExitCode.failure }
    }
}
