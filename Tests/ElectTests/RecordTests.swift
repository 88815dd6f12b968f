import ArgumentParser
import Foundation
import LeaderElection
import Testing

@testable import elect

/// What is printed.
struct RecordTests {
    private let first = Participant(
        ident: "a \"b\"/ü",
        sequence: 7,
        token: 4_294_967_298,
        isLeader: true,
        path: "/a/_c_1-lock-7",
        session: -1,
        ctime: 1_700_000_000_000
    )
    private let now = Date(timeIntervalSince1970: 1_700_000_090)

    /// The keys are promised: programs read them.
    @Test func candidates() {
        let record = CandidateRecord(first, now: now)
        #expect(
            record.json == """
                {"age":90,"ident":"a \\"b\\"/ü","leader":true,"path":"/a/_c_1-lock-7","sequence":7,\
                "session":"0xffffffffffffffff","since":"2023-11-14T22:13:20Z","token":4294967298}
                """
        )
        #expect(record.text == "a \"b\"/ü\t7\t4294967298\t0xffffffffffffffff\t90 s")
        #expect(CandidateRecord(first, now: .distantPast).age == 0)
    }

    /// An ident is what anybody has made up: it breaks no line and tells a terminal nothing.
    @Test func whatIsNoTextIsEscapedInWords() {
        let ident = "a\n\u{1B}[2K\u{2028}ü\u{1F468}\u{200D}\u{1F469}"
        let shown = #"a\n\u{1B}[2K\u{2028}ü"# + "\u{1F468}\u{200D}\u{1F469}"
        #expect(ident.printable == shown)
        #expect(EventRecord(event: .leader, ident: ident).text == "leader \(shown)")
    }

    @Test func nothingThatControlsATerminalIsShown() {
        // There are none further up.
        for scalar in (0...0x2FFF).compactMap(Unicode.Scalar.init(_:)) {
            let kinds = String(scalar).printable.unicodeScalars.map(\.properties.generalCategory)
            #expect(kinds.allSatisfy { ![.control, .lineSeparator, .paragraphSeparator].contains($0) })
        }
    }

    @Test func events() {
        #expect(
            EventRecord(event: .leading, ident: "a", token: 7).json
                == #"{"event":"leading","ident":"a","token":7}"#
        )
        #expect(EventRecord(event: .none).json == #"{"event":"none"}"#)
        #expect(EventRecord(event: .lost, reason: "closed").json == #"{"event":"lost","reason":"closed"}"#)
        #expect(EventRecord(event: .leading, ident: "a").text == "leading as a")
        #expect(EventRecord(event: .following, ident: "").text == "following ")
        #expect(EventRecord(event: .failed, error: "because").text == "failed: because")
        #expect(EventRecord(event: .ended, code: 7).json == #"{"code":7,"event":"ended"}"#)
        #expect(EventRecord(event: .ended, code: 7).text == "ended with 7")
    }

    @Test func demonstrations() {
        let server = DemoRecord(event: .server, process: 5, address: "127.0.0.1:2181")
        #expect(server.json == #"{"address":"127.0.0.1:2181","event":"server","process":5}"#)
        #expect(server.text == "It listens on 127.0.0.1:2181 (process 5). Three candidates:")
        let candidate = DemoRecord(event: .candidate, ident: "a", leader: false, process: 6)
        #expect(candidate.json == #"{"event":"candidate","ident":"a","leader":false,"process":6}"#)
        #expect(candidate.text == "  a (process 6) follows")
        #expect(DemoRecord(event: .takeover, ident: "a", seconds: 2.06).text == "  a leads, 2.1 s later")
        #expect(DemoRecord(event: .takeover, ident: "a", seconds: 0.002).text == "  a leads, 2 ms later")
    }

    /// Whatever a command prints, a program can read it, and is told how it ends.
    @Test(arguments: Elect.configuration.subcommands.map { "\($0._commandName)" })
    func everyCommandSaysHowProgramsReadIt(name: String) throws {
        let command = try #require(Elect.configuration.subcommands.first { $0._commandName == name })
        let help = Elect.helpMessage(for: command, columns: 1_000)
        #expect(help.contains("--json "))
        #expect(help.contains("Exit codes: "))
    }

    @Test func waiting() {
        var second = first
        second.session = 5
        #expect(WaitingLine.text(of: [], session: 5, now: now) == "waiting for a server")
        #expect(
            WaitingLine.text(of: [first, second], session: 5, now: now)
                == "waiting: a \"b\"/ü leads for 90 s, place 2 of 2"
        )
        #expect(WaitingLine.text(of: [first], session: nil, now: now) == "waiting: a \"b\"/ü leads for 90 s")
    }

    @Test func ages() {
        let texts = [0, 119, 120, 7_199, 7_200, 172_799, 172_800].map(Age.text(seconds:))
        #expect(texts == ["0 s", "119 s", "2 min", "119 min", "2 h", "47 h", "2 d"])
    }

    @Test func tables() {
        #expect(Table.lines([["A", "LONG"], ["abc", "1"]]) == ["A    LONG", "abc  1"])
        #expect(Table.lines([]) == [])
    }
}
