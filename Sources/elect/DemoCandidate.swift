import Foundation

/// A candidate in a process of its own: this program once more, with `campaign`.
final class DemoCandidate {
    let ident: String

    private let process = Process()
    /// Held open for as long as the candidate is to live: it stops when its input ends, however this process goes.
    private let input = Pipe()
    /// What the candidate prints.
    let lines: Lines

    var pid: Int32 { process.processIdentifier }

    init(ident: String, server: String, path: String, sessionTimeout: Double) throws {
        self.ident = ident
        let output = Pipe()
        process.executableURL = Bundle.main.executableURL
        process.arguments = [
            "campaign", "--servers", server, "--path", path, "--ident", ident,
            "--session-timeout", "\(sessionTimeout)", "--until-eof",
        ]
        // What is set for other elections is not meant for this one.
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("ELECT_") }
        process.standardInput = input
        process.standardOutput = output
        lines = Lines(of: output.fileHandleForReading)
        try process.run()
    }

    /// Ends the process at once, without a chance to release anything.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
    }

    /// Asks the process to end.
    func terminate() {
        process.terminate()
    }

    /// Ends the process where it still runs.
    func end() {
        if process.isRunning { kill() }
        process.waitUntilExit()
    }
}
