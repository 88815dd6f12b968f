import Foundation

/// A contender at work: it is told a command in a line, and answers with a line of JSON.
final class ContenderProcess {
    /// For an answer, in milliseconds.
    private static let patience: Int32 = 120_000
    /// For its end, when all is closed.
    private static let patienceAtEnd = Duration.seconds(10)

    private let contender: Contender
    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()
    private var unread: [UInt8] = []

    init(_ contender: Contender, command: [String]) throws {
        self.contender = contender
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        // What the server's Java was told is not meant for Curator's.
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != TestBed.javaOptions }
        process.standardInput = commands
        process.standardOutput = answers
        try process.run()
    }

    /// The process.
    var pid: pid_t { process.processIdentifier }

    /// Has something done, and waits for the answer.
    @discardableResult
    func ask(_ words: any CustomStringConvertible...) throws -> Answer {
        try tell(words)
        return try answer()
    }

    /// Has something done.
    func tell(_ words: [any CustomStringConvertible]) throws {
        let line = words.map(\.description).joined(separator: " ") + "\n"
        do {
            try commands.fileHandleForWriting.write(contentsOf: Data(line.utf8))
        } catch {
            throw BenchError("\(contender.title) has ended")
        }
    }

    /// Waits for the answer to what was told.
    func answer() throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: Data(line()))
    }

    /// Closes all connections and ends.
    func finish() throws {
        try ask("close")
        commands.fileHandleForWriting.closeFile()
        guard process.waitUntilExit(within: Self.patienceAtEnd) else {
            throw BenchError("\(contender.title) does not end")
        }
    }

    /// Ends it where it is.
    func kill() {
        if process.isRunning { Foundation.kill(pid, SIGKILL) }
        process.waitUntilExit()
    }

    private func line() throws -> [UInt8] {
        let descriptor = answers.fileHandleForReading.fileDescriptor
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(...end) }
                return Array(unread[..<end])
            }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            var bytes = [UInt8](repeating: 0, count: 4_096)
            guard poll(&waiting, 1, Self.patience) == 1,
                case let count = read(descriptor, &bytes, bytes.count), count > 0
            else {
                kill()
                throw BenchError("\(contender.title) does not answer")
            }
            unread += bytes[..<count]
        }
    }
}
