import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

/// A run of the program `elect`.
final class ElectRun: Sendable {
    private let process: Process
    private let out: Captured
    private let err: Captured

    /// - Parameters:
    ///   - environment: what is set besides what the tests run with.
    ///   - script: a shell script that runs it, as `"$0" "$@"`.
    init(
        _ arguments: [String],
        environment: [String: String] = [:],
        by script: String = "exec \"$0\" \"$@\""
    ) throws {
        (out, err) = (try Captured(), try Captured())
        process = Process()
        // Whoever runs the tests in the background, or under `nohup`, has them ignore signals, and with them what they start.
        process.executableURL = URL(filePath: "/usr/bin/env")
        let elect = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("elect")
        process.arguments = ["--default-signal", "/bin/sh", "-c", script, elect.path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = out.target
        process.standardError = err.target
        try process.run()
    }

    var output: String { out.text }
    var errors: String { err.text }
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The lines of standard error, each of which is an object.
    var records: [[String: String]] {
        errors.split(separator: "\n").map { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
            return (object as? [String: Any] ?? ["text": line]).mapValues { "\($0)" }
        }
    }

    func expect(lastLine: String) async throws {
        try await Poll.until("\(lastLine); so far \(output) \(errors)") { lines.last == lastLine }
    }

    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    func exitCode() async throws -> Int32 {
        try await Poll.until("it has ended; so far \(output) \(errors)", within: .seconds(60)) {
            !process.isRunning
        }
        return process.terminationStatus
    }
}
