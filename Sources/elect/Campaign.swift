import ArgumentParser
import LeaderElection

/// Stands for election until it is told to stop.
struct Campaign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stand for election and print an event a line.",
        discussion: """
            Lines are "leading as IDENT", "following IDENT", "not leading any more" and, before it exits with 1, \
            "failed: REASON". With --json: event ("leading", "following", "lost" or "failed"), and where it applies ident (of \
            the leader), token, reason and error. While no server answers it says so on standard error. On SIGINT or SIGTERM the candidate's node is released, and the exit code is \
            0. \(ExitStatus.help)
            """
    )

    @OptionGroup var election: ElectionOptions
    @OptionGroup var candidate: CandidateOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Also stop when standard input ends.")
    var untilEOF = false

    func run() async throws {
        let settings = try election.settings()
        let ident = candidate.ident
        try await untilInterrupted(orEndOfInput: untilEOF) {
            let connection = settings.connection
            let elector: Elector
            do {
                elector = try await Elector.start(
                    ident: ident,
                    basePath: settings.path,
                    acl: candidate.access.acl,
                    connector: connection,
                    policy: (candidate.policy ?? .failStop).policy,
                    logger: OutageNotes.logger()
                )
            } catch  where !(error is CancellationError) {
                try tell(EventRecord(event: .failed, error: "\(error)"))
                throw ExitStatus.failure.exitCode
            }
            let reader = Task { try await report(elector, of: ident) }
            let waiting = Task { await WaitingLine.show(elector) { connection.sessionID } }
            defer { waiting.cancel() }
            // Told to stop it leaves the election, and the events come to their end.
            let outcome = await withTaskCancellationHandler {
                await reader.result
            } onCancel: {
                Task { try await elector.close() }
            }
            try await elector.close()
            if try outcome.get() != nil { throw ExitStatus.failure.exitCode }
        }
    }

    /// Prints the events until there are no more, and returns the error where the last is one.
    private func report(_ elector: Elector, of ident: String) async throws -> (any Error)? {
        var wasLeading = false
        for await event in elector.events {
            let record: EventRecord
            if let error = event.error {
                record = EventRecord(
                    event: .failed,
                    reason: event.reason?.description,
                    error: "\(error)"
                )
            } else if event.leader {
                record = EventRecord(event: .leading, ident: ident, token: event.token)
            } else if wasLeading {
                record = EventRecord(event: .lost, reason: event.reason?.description)
            } else {
                record = EventRecord(event: .following, ident: elector.leaderIdent)
            }
            try tell(record)
            if let error = event.error { return error }
            wasLeading = event.leader
        }
        return nil
    }

    private func tell(_ record: EventRecord) throws {
        try Output.record(record, json: output.json)
    }
}
