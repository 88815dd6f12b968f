import Foundation
import LeaderElection
import Testing

@testable import ZooKeeperTestKit

/// The commands of `elect` that look at an election and change it, for programs that read what they print.
@Suite(.timeLimit(.minutes(3)))
struct ElectToolTests {
    private func object(_ line: String?) throws -> [String: String] {
        let value = try JSONSerialization.jsonObject(with: Data((line ?? "").utf8))
        return (value as? [String: Any] ?? [:]).mapValues { "\($0)" }
    }

    private func options(_ server: TestServer, _ path: String) -> [String] {
        ["--servers", server.address, "--path", path, "--connect-timeout", "20", "--session-timeout", "30"]
    }

    @Test func listLeaderResignAndObserve() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let common = options(server, path)
        let observer = try ElectRun(["observe", "--json"] + common)
        let words = try ElectRun(["observe"] + common)
        let a = try ElectRun(["campaign", "--json", "--ident", "a"] + common)
        try await Poll.until("a leads; \(a.errors)") { a.lines.count == 1 }
        let b = try ElectRun(["campaign", "--json", "--ident", "b"] + common)
        try await Poll.until("b follows") { b.lines.count == 1 }
        #expect(try object(b.lines.last) == ["event": "following", "ident": "a"])

        let participants = try await Fixture.withConnection(to: server.address) {
            try await Elector.participants(basePath: path, conn: $0)
        }
        #expect(participants.map(\.ident) == ["a", "b"])
        let (first, second) = (participants[0], participants[1])
        #expect(
            try object(a.lines.last) == ["event": "leading", "ident": "a", "token": "\(first.token)"]
        )

        let list = try ElectRun(["list", "--json"] + common)
        #expect(try await list.exitCode() == 0)
        #expect(list.lines.count == 2)
        for (line, participant) in zip(list.lines, participants) {
            let record = try object(line)
            #expect(
                Set(record.keys) == [
                    "ident", "leader", "sequence", "token", "session", "since", "age", "path",
                ]
            )
            #expect(record["ident"] == participant.ident)
            #expect(record["sequence"] == "\(participant.sequence)")
            #expect(record["token"] == "\(participant.token)")
            #expect(record["path"] == participant.path)
            #expect(
                record["session"]
                    == "0x" + String(UInt64(bitPattern: participant.session), radix: 16)
            )
        }
        #expect(list.lines.first?.contains(#""leader":true"#) == true)
        #expect(list.lines.last?.contains(#""leader":false"#) == true)
        let table = try ElectRun(["list"] + common)
        #expect(try await table.exitCode() == 0)
        #expect(
            table.lines.map { $0.split(separator: "\t").prefix(3).joined(separator: " ") }
                == participants.map { "\($0.ident) \($0.sequence) \($0.token)" }
        )
        let leader = try ElectRun(["leader", "--json"] + common)
        #expect(try await leader.exitCode() == 0)
        #expect(try object(leader.lines.last)["token"] == "\(first.token)")

        // Nobody is there to be asked.
        let unasked = try ElectRun(["resign"] + common)
        #expect(try await unasked.exitCode() == 64)
        #expect(unasked.errors.contains("--yes"))
        #expect(unasked.output == "")
        let resign = try ElectRun(["resign", "--yes", "--json"] + common)
        #expect(try await resign.exitCode() == 0)
        #expect(try object(resign.lines.last)["path"] == first.path)
        #expect(try await a.exitCode() == 1)
        #expect(try object(a.lines.last)["event"] == "failed")
        #expect(try object(a.lines.last)["reason"] == "own node deleted")
        let leading = ["event": "leading", "ident": "b", "token": "\(second.token)"]
        try await Poll.until("b leads") { try object(b.lines.last) == leading }

        let seen = ["event": "leader", "ident": "b", "token": "\(second.token)"]
        try await Poll.until("it is seen; \(observer.output)") {
            try observer.lines.last.map { try object($0) } == seen
        }
        #expect(try object(observer.lines.first)["ident"] == "a")
        try await words.expect(lastLine: "leader b")
        b.signal(SIGTERM)
        #expect(try await b.exitCode() == 0)
        try await Poll.until("nobody is seen") { try object(observer.lines.last) == ["event": "none"] }
        try await words.expect(lastLine: "no leader")
        for run in [observer, words] {
            run.signal(SIGINT)
            #expect(try await run.exitCode() == 0)
        }
        let nobody = try ElectRun(["resign", "--yes"] + common)
        #expect(try await nobody.exitCode() == 1)
        let empty = try ElectRun(["list"] + common)
        #expect(try await empty.exitCode() == 0)
        for run in [observer, words, a, b, list, table, leader, resign, empty] {
            #expect(run.errors == "")
        }
        #expect(empty.output == "")
    }

    @Test func whatTheEnvironmentSaysNeedNotBeOnTheCommandLine() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let environment = [
            "ELECT_SERVERS": server.address, "ELECT_PATH": path, "ELECT_IDENT": "from-environment",
            "ELECT_SESSION_TIMEOUT": "30", "ELECT_CONNECT_TIMEOUT": "20",
        ]
        let a = try ElectRun(["campaign"], environment: environment)
        try await a.expect(lastLine: "leading as from-environment")
        // The command line comes first.
        let b = try ElectRun(
            ["campaign", "--ident", "b", "--path", "\(path)-other"],
            environment: environment
        )
        try await b.expect(lastLine: "leading as b")
        for run in [a, b] {
            run.signal(SIGTERM)
            #expect(try await run.exitCode() == 0)
        }
        var wrong = environment
        wrong["ELECT_SESSION_TIMEOUT"] = "soon"
        let run = try ElectRun(["leader"], environment: wrong)
        #expect(try await run.exitCode() == 64)
        #expect(run.errors.contains("ELECT_SESSION_TIMEOUT"))
    }

    @Test func credentialsComeFromAFileOrTheEnvironment() async throws {
        let server = try await Fixture.server()
        let (path, folder) = (Fixture.path(), try ScratchFolder())
        let common = options(server, path)
        let file = try folder.write("auth", "digest:user:pass:word\n")
        let environment = ["ELECT_AUTH": "digest:user:pass:word"]
        let owner = try ElectRun(
            ["campaign", "--ident", "a", "--access", "creator", "--auth-file", file] + common
        )
        try await owner.expect(lastLine: "leading as a")
        let acl = try await Fixture.withConnection(
            to: server.address,
            opts: Fixture.opts(auth: .init(scheme: "digest", secret: Array("user:pass:word".utf8)))
        ) { try await $0.getACL(path).acl }
        #expect(acl.map(\.scheme) == ["digest"])

        let stranger = try ElectRun(["leader"] + common)
        #expect(try await stranger.exitCode() == 1)
        #expect(stranger.output == "")
        for run in [
            try ElectRun(["leader"] + common, environment: environment),
            try ElectRun(
                ["leader", "--auth-file", file] + common,
                environment: ["ELECT_AUTH": "digest:x:y"]
            ),
            try ElectRun(["leader"] + common, environment: ["ELECT_AUTH_FILE": file]),
        ] {
            #expect(try await run.exitCode() == 0)
            #expect(run.output == "a\n")
        }
        let exec = try ElectRun(
            ["exec", "--access", "creator", "--ident", "b"] + common + ["--", "true"],
            environment: environment
        )
        owner.signal(SIGTERM)
        #expect(try await owner.exitCode() == 0)
        #expect(try await exec.exitCode() == 0)
        let refused = try ElectRun(["exec"] + common + ["--", "true"])
        #expect(try await refused.exitCode() == 125)
        for wrong in [
            ["--auth-file", folder.path("none")], ["--auth-file", try folder.write("bad", "secret")],
        ] {
            #expect(try await ElectRun(["leader"] + wrong + common).exitCode() == 64)
        }
    }
}
