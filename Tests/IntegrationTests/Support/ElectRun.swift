import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

/// A run of the program `elect`.
final class ElectRun: Sendable {
    private let process: Process
    private let out = Locked("")
    private let err = Locked("")

    init(_ arguments: [String]) throws {
        process = Process()
        process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent()
            .appendingPathComponent("elect")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = Self.pipe(into: out)
        process.standardError = Self.pipe(into: err)
        try process.run()
    }

    private static func pipe(into text: Locked<String>) -> Pipe {
        let pipe = Pipe()
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let more = String(decoding: handle.availableData, as: UTF8.self)
            text.withLock { $0 += more }
        }
        return pipe
    }

    var output: String { out.withLock { $0 } }
    var errors: String { err.withLock { $0 } }
    var lines: [String] { output.split(separator: "\n").map(String.init) }

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
