import ArgumentParser
import LeaderElection

/// Prints who leads.
struct Leader: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the leader's ident.",
        discussion: """
            Where there is no leader, or no server answers, that is a failure. \
            \(OutputOptions.candidateHelp) \(ExitStatus.help)
            """
    )

    @OptionGroup var election: ElectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try election.settings()
        let leader = try await settings.withConnection { connection in
            try await Elector.participants(basePath: settings.path, conn: connection, limit: 1).first
        }
        guard let leader else { throw Failure("no leader: nobody stands at \(settings.path)") }
        try Output.line(output.json ? CandidateRecord(leader).json : leader.ident.printable)
    }
}
