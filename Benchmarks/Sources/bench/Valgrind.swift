import Foundation

/// Runs a contender under valgrind, which counts the same on a machine that is busy.
struct Valgrind {
    enum Tool: String {
        case instructions, allocations

        fileprivate var arguments: [String] {
            switch self {
            case .instructions: ["--tool=callgrind", "--callgrind-out-file=/dev/null"]
            case .allocations: ["--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"]
            }
        }

        /// What stands in front of the number.
        fileprivate var mark: String {
            switch self {
            case .instructions: "Collected :"
            case .allocations: "total heap usage:"
            }
        }
    }

    let command: [String]

    /// Has the contender carry out a command, and counts.
    func count(_ tool: Tool, _ line: String) throws -> Double {
        let process = Process()
        let input = Pipe()
        let log = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: log) }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/valgrind")
        process.arguments = tool.arguments + ["--log-file=\(log.path)"] + command
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        input.fileHandleForWriting.write(Data("\(line)\nclose\n".utf8))
        input.fileHandleForWriting.closeFile()
        process.waitUntilExit()
        let text = try String(contentsOf: log, encoding: .utf8)
        let number = text.range(of: tool.mark).map { text[$0.upperBound...] }
        let digits = number?.split(whereSeparator: \.isWhitespace).first?.filter(\.isNumber)
        guard process.terminationStatus == 0, let digits, let count = Double(digits) else {
            throw BenchError("valgrind has counted nothing: \(text.suffix(2_000))")
        }
        return count
    }
}
