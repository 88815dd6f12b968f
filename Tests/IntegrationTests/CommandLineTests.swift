import Foundation
import LeaderElection
import Testing

@testable import ZooKeeperTestKit

/// The program `elect`, as its users run it.
@Suite(.timeLimit(.minutes(3)))
struct CommandLineTests {
    /// A run of the program.
    private final class Run: Sendable {
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

    @Test(arguments: [SIGINT, SIGTERM])
    func campaignReleasesItsNodeOnASignal(signal: Int32) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let common = [
            "--servers", server.address, "--path", path, "--connect-timeout", "20", "--session-timeout", "30",
        ]
        let a = try Run(["campaign", "--ident", "a"] + common)
        try await a.expect(lastLine: "leading as a")
        let b = try Run(["campaign", "--ident", "b"] + common)
        try await b.expect(lastLine: "following a")
        let leader = try Run(["leader"] + common)
        #expect(try await leader.exitCode() == 0)
        #expect(leader.output == "a\n")
        a.signal(signal)
        #expect(try await a.exitCode() == 0)
        try await b.expect(lastLine: "leading as b")
        b.signal(signal)
        #expect(try await b.exitCode() == 0)
        #expect(try await children(of: path, on: server.address) == [])
        #expect(a.errors == "")
        #expect(a.lines == ["leading as a", "not leading any more"])
    }

    @Test func noLeaderIsExitCodeOne() async throws {
        let server = try await Fixture.server()
        let run = try Run([
            "leader", "--servers", server.address, "--path", Fixture.path(), "--connect-timeout", "20",
        ])
        #expect(try await run.exitCode() == 1)
        #expect(run.output == "")
        try await Poll.until("it says so") { run.errors.contains("no leader") }
    }

    @Test func noServerIsExitCodeOne() async throws {
        for command in [["leader"], ["campaign", "--ident", "a"]] {
            let run = try Run(
                command + ["--servers", "127.0.0.1:1", "--path", "/a", "--connect-timeout", "0.1"]
            )
            #expect(try await run.exitCode() == 1)
            try await Poll.until("it says so") { run.errors.contains("operation timeout") }
            #expect(run.output == "")
        }
    }

    @Test func badUsageIsTold() async throws {
        for arguments in [["campaign"], ["leader", "--servers", "x"], ["nonsense"]] {
            #expect(try await Run(arguments).exitCode() == 64)
        }
        let zero = ["leader", "--servers", "x", "--path", "/a", "--session-timeout", "0"]
        #expect(try await Run(zero).exitCode() == 64)
    }

    /// Nothing but its own lines is printed, whatever the C library would like to say.
    @Test func aLostServerIsExitCodeOneAndNoNoise() async throws {
        try await Fixture.withServer { server in
            let run = try Run([
                "campaign", "--servers", server.address, "--path", "/a", "--ident", "a", "--connect-timeout",
                "20",
            ])
            try await run.expect(lastLine: "leading as a")
            try await server.kill()
            #expect(try await run.exitCode() == 1)
            try await Poll.until("it says why") {
                run.lines.last?.hasPrefix("failed: the connection was lost") == true
            }
            #expect(run.errors == "")
        }
    }

    @Test func demonstration() async throws {
        let run = try Run(["demo"])
        #expect(try await run.exitCode() == 0, "\(run.output) \(run.errors)")
        try await Poll.until("it has said all") { run.output.contains("Both takeovers were seen") }
        #expect(run.output.contains("candidate-2 leads"))
        #expect(run.output.contains("candidate-3 leads"))
    }

    @Test func anInterruptedDemonstrationCleansUp() async throws {
        let run = try Run(["demo"])
        try await Poll.until("it runs") { run.output.contains("candidate-2") }
        let pids = run.output.matches(of: /process ([0-9]+)/).compactMap { Int32($0.output.1) }
        run.signal(SIGINT)
        _ = try await run.exitCode()
        try await Poll.until("its candidates have ended") { !pids.contains(where: ProcessTable.isAlive) }
    }
}
