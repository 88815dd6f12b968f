import ArgumentParser
import Foundation
import LeaderElection

/// Prints who stands.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the candidates in order; the first leads.",
        discussion: """
            Columns are ident, sequence number, fencing token, session and age, with tabs between them where it is not for \
            a terminal. \(OutputOptions.candidateHelp) \(ExitStatus.help)
            """
    )

    @OptionGroup var election: ElectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try election.settings()
        let line = try await settings.withConnection { connection in
            try await Elector.participants(basePath: settings.path, conn: connection)
        }
        let records = line.map { CandidateRecord($0) }
        if output.json || isatty(STDOUT_FILENO) == 0 {
            for record in records { try Output.record(record, json: output.json) }
        } else {
            let rows = [CandidateRecord.columns] + records.map(\.cells)
            for line in Table.lines(rows) { try Output.line(line) }
        }
    }
}
