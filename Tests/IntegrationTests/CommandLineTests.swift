import Foundation
import LeaderElection
import Testing

@testable import ZooKeeperTestKit

/// The program `elect`, as its users run it.
@Suite(.timeLimit(.minutes(3)))
struct CommandLineTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func campaignReleasesItsNodeOnASignal(signal: Int32) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let common = [
            "--servers", server.address, "--path", path, "--connect-timeout", "20", "--session-timeout", "30",
        ]
        let a = try ElectRun(["campaign", "--ident", "a"] + common)
        try await a.expect(lastLine: "leading as a")
        let b = try ElectRun(["campaign", "--ident", "b"] + common)
        try await b.expect(lastLine: "following a")
        let leader = try ElectRun(["leader"] + common)
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

    /// With all signals ignored that would end it, it goes on.
    @Test func aCandidateThatHeedsNoSignalGoesOn() async throws {
        let server = try await Fixture.server()
        let run = try ElectRun(
            [
                "campaign", "--servers", server.address, "--path", Fixture.path(), "--ident", "a",
                "--connect-timeout", "20",
            ],
            by: "trap '' HUP INT TERM; exec \"$0\" \"$@\""
        )
        try await run.expect(lastLine: "leading as a")
        run.signal(SIGKILL)
        #expect(try await run.exitCode() == SIGKILL)
    }

    @Test func noLeaderIsExitCodeOne() async throws {
        let server = try await Fixture.server()
        let run = try ElectRun([
            "leader", "--servers", server.address, "--path", Fixture.path(), "--connect-timeout", "20",
        ])
        #expect(try await run.exitCode() == 1)
        #expect(run.output == "")
        try await Poll.until("it says so") { run.errors.contains("no leader") }
    }

    @Test func noServerIsExitCodeOne() async throws {
        let nowhere = ["--servers", "127.0.0.1:1", "--path", "/a", "--connect-timeout", "0.1"]
        let leader = try ElectRun(["leader"] + nowhere)
        #expect(try await leader.exitCode() == 1)
        #expect(leader.errors.contains("operation timeout"))
        #expect(leader.output == "")
        let campaign = try ElectRun(["campaign", "--ident", "a"] + nowhere)
        #expect(try await campaign.exitCode() == 1)
        #expect(campaign.lines.count == 1)
        #expect(campaign.output.hasPrefix("failed: ") && campaign.output.contains("operation timeout"))
        #expect(campaign.errors == "")
    }

    @Test func aServerThatIsAwayIsTold() async throws {
        for command in [["observe"], ["campaign", "--ident", "a", "--policy", "hold"]] {
            let run = try ElectRun(
                command + ["--servers", "127.0.0.1:1", "--path", "/a", "--connect-timeout", "0.1"]
            )
            try await Poll.until("it says what it waits for") {
                run.errors.hasPrefix("elect: waiting for a server: ")
            }
            run.signal(SIGTERM)
            #expect(try await run.exitCode() == 0)
            #expect(run.output == "")
        }
    }

    /// Who reads it goes after the first line: the candidate leaves the election then, as with a signal.
    @Test func aCandidateThatNobodyReadsLeaves() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let run = try ElectRun(
            [
                "campaign", "--servers", server.address, "--path", path, "--ident", "a", "--policy",
                "step-down",
                "--session-timeout", "40", "--connect-timeout", "20",
            ],
            by: "\"$0\" \"$@\" | head -n 1; echo read"
        )
        try await Poll.until("it leads") { run.lines.first == "leading as a" }
        try await deleteCandidates(of: path, on: server.address)
        try await run.expect(lastLine: "read")
        #expect(try await children(of: path, on: server.address) == [])
        #expect(run.errors.contains("cannot write to standard output"))
    }

    @Test func whatCannotBeWrittenIsAFailure() async throws {
        let server = try await Fixture.server()
        let common = ["--servers", server.address, "--path", Fixture.path(), "--connect-timeout", "20"]
        let candidate = try ElectRun(["campaign", "--ident", "a"] + common)
        try await candidate.expect(lastLine: "leading as a")
        let run = try ElectRun(["leader"] + common, by: "exec \"$0\" \"$@\" >/dev/full")
        #expect(try await run.exitCode() == 1)
        #expect(run.errors.contains("cannot write to standard output"))
        candidate.signal(SIGTERM)
        #expect(try await candidate.exitCode() == 0)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func shellsCanCompleteIt(shell: String) async throws {
        let run = try ElectRun(["--generate-completion-script", shell])
        #expect(try await run.exitCode() == 0)
        #expect(run.output.contains("session-timeout"))
    }

    @Test func badUsageIsTold() async throws {
        for arguments in [["campaign"], ["leader", "--servers", "x"], ["nonsense"]] {
            #expect(try await ElectRun(arguments).exitCode() == 64)
        }
        let zero = ["leader", "--servers", "x", "--path", "/a", "--session-timeout", "0"]
        #expect(try await ElectRun(zero).exitCode() == 64)
    }

    /// Nothing but its own lines is printed, whatever the C library would like to say.
    @Test func aLostServerIsExitCodeOneAndNoNoise() async throws {
        try await Fixture.withServer { server in
            let run = try ElectRun([
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
        let run = try ElectRun(["demo"])
        #expect(try await run.exitCode() == 0, "\(run.output) \(run.errors)")
        try await Poll.until("it has said all") { run.output.contains("Both takeovers were seen") }
        #expect(run.output.contains("candidate-2 leads"))
        #expect(run.output.contains("candidate-3 leads"))
    }

    @Test func demonstrationForPrograms() async throws {
        struct Step: Decodable {
            var event: String
            var ident: String?
            var leader: Bool?
        }
        let run = try ElectRun(
            ["demo", "--json"],
            environment: ["ELECT_CHROOT": "/app", "ELECT_AUTH": "no-scheme", "ELECT_SESSION_TIMEOUT": "0"]
        )
        #expect(try await run.exitCode() == 0, "\(run.output) \(run.errors)")
        let steps = try run.lines.map { try JSONDecoder().decode(Step.self, from: Data($0.utf8)) }
        #expect(
            steps.map { "\($0.event) \($0.ident ?? "")" } == [
                "starting ", "server ",
                "candidate candidate-1", "candidate candidate-2", "candidate candidate-3",
                "confirmed candidate-1", "kill candidate-1", "takeover candidate-2", "confirmed candidate-2",
                "end candidate-2", "takeover candidate-3", "done ",
            ]
        )
        #expect(steps.compactMap(\.leader) == [true, false, false])
        #expect(run.errors == "")
    }

    @Test func anInterruptedDemonstrationCleansUp() async throws {
        let run = try ElectRun(["demo"])
        try await Poll.until("it runs") { run.output.contains("candidate-2") }
        let pids = run.output.matches(of: /process ([0-9]+)/).compactMap { Int32($0.output.1) }
        #expect(pids.count >= 2)
        run.signal(SIGINT)
        #expect(try await run.exitCode() == 1, "no takeover was seen")
        try await Poll.until("its candidates have ended") { !pids.contains(where: ProcessTable.isAlive) }
    }

    /// The next one dies before its turn comes.
    @Test func aDemonstrationWithoutATakeoverFails() async throws {
        let run = try ElectRun(["demo"])
        let heir = /candidate-2 \(process ([0-9]+)\)/
        try await Poll.until("the heir stands") { run.output.contains(heir) }
        let pid = try #require(run.output.firstMatch(of: heir).flatMap { Int32($0.output.1) })
        #expect(kill(pid, SIGKILL) == 0)
        #expect(try await run.exitCode() == 1, "\(run.output)")
        #expect(run.errors.contains("candidate-2 has nothing to say"))
    }
}
