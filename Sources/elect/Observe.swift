import ArgumentParser
import LeaderElection

/// Prints each change of leader, without standing for election.
struct Observe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a line for each change of leader, without standing.",
        discussion: """
            Lines are "leader IDENT" and, where there is none or it is not known, "no leader". With --json: event ("leader" \
            or "none"), ident and token. On SIGINT or SIGTERM the exit code is 0. \(ExitStatus.help)
            """
    )

    @OptionGroup var election: ElectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try election.settings()
        try await untilInterrupted {
            let observer = try await LeaderObserver.start(
                basePath: settings.path,
                connector: settings.connection
            )
            await report(observer.leaders)
            try await observer.close()
            if let failure = observer.failure, !Task.isCancelled { throw Failure("\(failure)") }
        }
    }

    private func report(_ leaders: AsyncStream<LeaderElection.Leader?>) async {
        var wasKnown = false
        for await leader in leaders {
            if let leader {
                Output.record(
                    EventRecord(event: .leader, ident: leader.ident, token: leader.token),
                    json: output.json
                )
            } else if wasKnown {
                // Before the first one is read nothing is known, which is no change.
                Output.record(EventRecord(event: .none), json: output.json)
            }
            wasKnown = leader != nil
        }
    }
}
