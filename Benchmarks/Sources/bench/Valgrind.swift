import Foundation

/// Runs a contender under valgrind, which counts the same on a machine that is busy.
struct Valgrind {
    private static let patience = Duration.seconds(300)

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
        let text = try run(tool.arguments, line)
        let number = text.range(of: tool.mark).map { text[$0.upperBound...] }
        let digits = number?.split(whereSeparator: \.isWhitespace).first?.filter(\.isNumber)
        guard let digits, let count = Double(digits) else {
            throw BenchError("valgrind has counted nothing: \(text.suffix(2_000))")
        }
        return count
    }

    /// Has the contender carry out a command, and counts the instructions in each function.
    func functions(_ line: String) throws -> [String: Double] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try run(["--tool=callgrind", "--callgrind-out-file=\(file.path)"], line)
        let annotate = Process()
        let output = Pipe()
        annotate.executableURL = URL(fileURLWithPath: "/usr/bin/callgrind_annotate")
        annotate.arguments = ["--threshold=100", file.path]
        annotate.standardOutput = output
        try annotate.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        annotate.waitUntilExit()
        // 1,234 ( 5.67%)  file:function [library], where the function may have a mark of recursion.
        var counts: [String: Double] = [:]
        let line = /(?m)^ *([\d,]+) \([ \d.]+%\) +\S*?:([^\[\n]+?)('\d+)?(?: \[([^\]]*)\])?$/
        for match in text.matches(of: line) {
            let library = match.4?.split(separator: "/").last.map { " [\($0)]" } ?? ""
            counts["\(match.2)\(library)", default: 0] += Double(match.1.filter(\.isNumber)) ?? 0
        }
        return counts
    }

    /// - Returns: what valgrind says.
    private func run(_ arguments: [String], _ line: String) throws -> String {
        let process = Process()
        let input = Pipe()
        let log = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: log) }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/valgrind")
        process.arguments = arguments + ["--log-file=\(log.path)"] + command
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        input.fileHandleForWriting.write(Data("\(line)\nclose\n".utf8))
        input.fileHandleForWriting.closeFile()
        guard process.waitUntilExit(within: Self.patience) else { throw BenchError("valgrind does not end") }
        let text = try String(contentsOf: log, encoding: .utf8)
        guard process.terminationStatus == 0 else {
            throw BenchError("valgrind has failed: \(text.suffix(2_000))")
        }
        return text
    }
}
