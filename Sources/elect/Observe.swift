import ArgumentParser
import LeaderElection

/// Prints each change of leader, without standing for election.
struct Observe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a line for each change of leader, without standing.",
        discussion: """
            Lines are "leader IDENT" and, where there is none or it is not known, "no leader". With --json: event ("leader" \
            or "none"), ident and token. While no server answers it says so on standard error. On SIGINT or SIGTERM the exit code is 0. \(ExitStatus.help)
            """
    )

    @OptionGroup var election: ElectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try election.settings()
        try await untilInterrupted {
            let observer = try await LeaderObserver.start(
                basePath: settings.path,
                connector: settings.connection,
                logger: OutageNotes.logger()
            )
            do {
                try await report(observer.leaders)
            } catch {
                try? await observer.close()
                throw error
            }
            try await observer.close()
            if let failure = observer.failure, !Task.isCancelled { throw Failure("\(failure)") }
        }
    }

    private func report(_ leaders: AsyncStream<LeaderElection.Leader?>) async throws {
        var wasKnown = false
        for await leader in leaders {
            if let leader {
                try Output.record(
                    EventRecord(event: .leader, ident: leader.ident, token: leader.token),
                    json: output.json
                )
            } else if wasKnown {
                // Before the first one is read nothing is known, which is no change.
                try Output.record(EventRecord(event: .none), json: output.json)
            }
            wasKnown = leader != nil
        }
    }
}
