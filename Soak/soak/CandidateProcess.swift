import Foundation
import ZooKeeper

/// A candidate in a process of its own: this program once more.
///
/// It leaves when its standard input ends, however this process goes. One that is stopped at that moment is woken by the
/// system, which sends SIGHUP and SIGCONT to a stopped process group that is left alone.
final class CandidateProcess: Sendable {
    let ident: String

    /// The lines that it prints; their end is its end.
    let lines: AsyncStream<String>

    private let process: Locked<Process>
    private let input: Locked<FileHandle?>

    /// One at a time: a process that is started in between would inherit ends of pipes, and keep them open.
    private static let starting = Locked(())

    init(_ options: CandidateOptions) throws {
        ident = options.ident
        let (process, input, output) = try Self.starting.withLock { _ in
            let (input, output) = (Pipe(), Pipe())
            for end in [input.fileHandleForWriting, output.fileHandleForReading] {
                _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
            }
            let process = Process()
            process.executableURL = Bundle.main.executableURL
            process.arguments = options.arguments
            process.standardInput = input
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            return (process, input, output)
        }
        lines = Lines.of(output.fileHandleForReading)
        self.process = Locked(process)
        self.input = Locked(input.fileHandleForWriting)
    }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Sends a signal, where there is still a process to take it.
    func signal(_ signal: Int32) {
        process.withLock { process in
            if process.isRunning { kill(process.processIdentifier, signal) }
        }
    }

    /// Tells it to leave.
    func leave() {
        let input = input.withLock { input in
            defer { input = nil }
            return input
        }
        try? input?.close()
    }
}
