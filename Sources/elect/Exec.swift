import ArgumentParser
import LeaderElection

/// Runs a command while leading.
struct Exec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a command only while leading.",
        discussion: """
            The command is started when this candidate leads, with ELECT_TOKEN (the fencing token), ELECT_IDENT and \
            ELECT_PATH in its environment, and without ELECT_AUTH. When leadership is lost, or a twelfth of the session timeout \
            before it can be, the command gets SIGTERM; a twenty-fourth after that, and a twenty-fourth before the lease ends \
            at the latest, it and all that it has started are killed, so a command that needs time to stop needs a long \
            --session-timeout. Where elect is killed, or stands still until that time, they are killed as well, without a \
            SIGTERM. Who deletes the candidate's node (elect resign does) ends leadership at once: the next one may begin \
            while this command is still stopping. SIGINT, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 are forwarded. When the command \
            ends, what it left behind is killed, and the next candidate leads. What runs as another user (sudo) cannot be \
            killed. The command does not read from the terminal. \
            With --json, on standard error: event ("waiting" for a server, "following", "leading", "ended", "lost" or \
            "failed"), and where it applies \
            ident (of the leader), token, code (of the command that ended, as below), reason and error. \
            \(ExitStatus.execHelp)
            """
    )

    @OptionGroup var election: ElectionOptions
    @OptionGroup var candidate: CandidateOptions

    @Flag(help: "Print what happens as JSON on standard error, an object a line.")
    var json = false

    @Flag(
        help:
            "Stand again when leadership is lost, and when the command ends otherwise than by a signal to elect."
    )
    var restart = false

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []

    func validate() throws {
        guard let name = command.first, !name.isEmpty else { throw ValidationError("missing: '-- command'") }
    }

    func run() async throws {
        let supervisor = Supervisor(
            settings: try election.settings(),
            ident: candidate.ident,
            acl: candidate.access.acl,
            policy: (candidate.policy ?? .hold).policy,
            command: command,
            restart: restart,
            report: ExecReport(json: json)
        )
        let status = await supervisor.run()
        if status != .success { throw status.exitCode }
    }
}
