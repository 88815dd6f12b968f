import ArgumentParser
import LeaderElection

/// Stands for election until it is told to stop.
struct Campaign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stand for election and print an event a line.",
        discussion: """
            Lines are "leading as IDENT", "following IDENT", "not leading any more" and, before it exits with 1, \
            "failed: REASON". On SIGINT or SIGTERM the candidate's node is released, and the exit code is 0.
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
            let reader = Task { await report(elector) }
            // Told to stop it leaves the election, and the events come to their end.
            let failure = await withTaskCancellationHandler {
                await reader.value
            } onCancel: {
                Task { try await elector.close() }
            }
            try await elector.close()
            if let failure {
                Output.line("failed: \(failure)")
                throw ExitCode.failure
            }
        }
    }

    /// Prints the events until there are no more, and returns the error where the last is one.
    private func report(_ elector: Elector) async -> (any Error)? {
        var wasLeading = false
        for await event in elector.events {
            if let error = event.error { return error }
            if event.leader {
                Output.line("leading as \(ident)")
            } else {
                Output.line(wasLeading ? "not leading any more" : "following \(elector.leaderIdent)")
            }
            wasLeading = event.leader
        }
        return nil
    }
}
