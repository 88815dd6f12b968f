import ArgumentParser

/// What `elect` tells its caller in the end.
struct ExitStatus: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    /// All went well; what was told to stop has stopped.
    static let success = ExitStatus(rawValue: 0)
    /// No leader, no server, no right: standard error says what.
    static let failure = ExitStatus(rawValue: 1)
    /// The command line or the environment makes no sense.
    static let usage = ExitStatus(rawValue: 64)
    /// `exec`: leadership was lost, and the command was stopped for it.
    static let lost = ExitStatus(rawValue: 75)
    /// `exec`: the election failed, and the command does not run.
    static let electionFailed = ExitStatus(rawValue: 125)
    /// `exec`: the command is there and cannot be executed.
    static let notExecutable = ExitStatus(rawValue: 126)
    /// `exec`: there is no such command.
    static let notFound = ExitStatus(rawValue: 127)

    /// The command, or `elect` in its place, died of a signal.
    static func signal(_ number: Int32) -> ExitStatus { ExitStatus(rawValue: 128 + number) }

    var exitCode: ExitCode { ExitCode(rawValue) }

    /// What `--help` says of them.
    static let help = """
        Exit codes: \(success.rawValue) success; \(failure.rawValue) failure; \(usage.rawValue) wrong usage.
        """

    /// What `exec --help` says of them.
    static let execHelp = """
        Exit codes: that of the command; 128 and the signal's number where it died of one; \(lost.rawValue) where \
        leadership was lost, \(electionFailed.rawValue) where the election failed, \(notExecutable.rawValue) where the \
        command cannot be executed, \(notFound.rawValue) where there is none; \(usage.rawValue) for wrong usage.
        """
}
