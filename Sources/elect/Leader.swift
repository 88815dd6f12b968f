import ArgumentParser
import LeaderElection

/// Prints who leads.
struct Leader: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the leader's ident.",
        discussion: """
            Exits with 0 where there is a leader, and with 1 where there is none or no server answers. \
            \(OutputOptions.candidateHelp)
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
        Output.line(output.json ? CandidateRecord(leader).json : leader.ident)
    }
}
