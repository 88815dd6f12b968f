import Foundation
import History
import ZooKeeper

/// A candidate in a process of its own: this program once more.
///
/// It leaves when its standard input ends, however this process goes. One that is stopped at that moment is woken by the
/// system, which sends SIGHUP and SIGCONT to a stopped process group that is left alone.
final class CandidateProcess: Sendable {
    let ident: String

    /// The lines that it prints; their end is its end.
    let lines: AsyncStream<String>

    /// How many lines of its standard error are kept.
    private static let memory = 60

    private let process: Locked<Process>
    private let input: Locked<FileHandle?>
    private let lastWords: Task<[String], Never>
    private let ended = OneShot<ProcessEnd>()

    /// One at a time: a process that is started in between would inherit ends of pipes, and keep them open.
    private static let starting = Locked(())

    init(_ options: CandidateOptions) throws {
        ident = options.ident
        let (process, input, output, errors) = try Self.starting.withLock { [ended] _ in
            let (input, output, errors) = (Pipe(), Pipe(), Pipe())
            for end in [input.fileHandleForWriting, output.fileHandleForReading, errors.fileHandleForReading]
            {
                _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
            }
            let process = Process()
            process.executableURL = Bundle.main.executableURL
            process.arguments = options.arguments
            // Of a trap the last words are to tell where it was, and little else.
            process.environment = ProcessInfo.processInfo.environment.merging(
                [
                    "SWIFT_BACKTRACE":
                        "preset=medium,images=none,registers=none,limit=16,color=no,interactive=no"
                ]
            ) { $1 }
            process.standardInput = input
            process.standardOutput = output
            process.standardError = errors
            process.terminationHandler = { process in
                let status = process.terminationStatus
                ended.fulfil(.success(process.terminationReason == .exit ? .code(status) : .signal(status)))
            }
            try process.run()
            return (process, input, output, errors)
        }
        lines = Lines.of(output.fileHandleForReading)
        self.process = Locked(process)
        self.input = Locked(input.fileHandleForWriting)
        let complaints = Lines.of(errors.fileHandleForReading)
        lastWords = Task {
            await complaints.reduce(into: []) { $0 = ($0 + [$1]).suffix(Self.memory) }
        }
    }

    /// Returns when it has ended.
    func end() async throws -> (end: ProcessEnd, lastWords: String) {
        (try await ended.value(), await lastWords.value.joined(separator: "\n"))
    }

    /// Sends a signal, where there is still a process to take it, and returns whether there was.
    @discardableResult
    func signal(_ signal: Int32) -> Bool {
        process.withLock { $0.isRunning && kill($0.processIdentifier, signal) == 0 }
    }

    /// Tells it to leave, and returns whether it is the first time.
    @discardableResult
    func leave() -> Bool {
        let input = input.withLock { input in
            defer { input = nil }
            return input
        }
        try? input?.close()
        return input != nil
    }
}
