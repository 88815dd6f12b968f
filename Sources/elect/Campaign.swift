import ArgumentParser
import LeaderElection

/// Stands for election until it is told to stop.
struct Campaign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stand for election and print an event a line.",
        discussion: """
            Lines are "leading as IDENT", "following IDENT" and, before it exits with 1, "failed: REASON". On SIGINT or \
            SIGTERM the candidate's node is released, and the exit code is 0.
            """
    )

    @OptionGroup var election: ElectionOptions

    @Option(help: "What this candidate is known by, usually the address of its service.")
    var ident: String

    @Flag(help: "Also stop when standard input ends.")
    var untilEOF = false

    func run() async throws {
        try await untilInterrupted(orEndOfInput: untilEOF) {
            let elector = try await Elector.start(
                ident: ident,
                basePath: election.path,
                connector: election.connection
            )
            var failure: (any Error)?
            for await event in elector.events {
                if let error = event.error {
                    failure = error
                } else {
                    Output.line(event.leader ? "leading as \(ident)" : "following \(elector.leaderIdent)")
                }
            }
            try await elector.close()
            if let failure {
                Output.line("failed: \(failure)")
                throw ExitCode.failure
            }
        }
    }
}
