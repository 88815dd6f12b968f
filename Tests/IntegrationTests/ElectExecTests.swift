import Foundation
import LeaderElection
import Testing

@testable import ZooKeeperTestKit

/// `elect exec`: a command that runs only while leading.
@Suite(.timeLimit(.minutes(5)))
struct ElectExecTests {
    /// Runs a shell script under leadership; what follows are its arguments.
    private func exec(
        on address: String,
        _ path: String,
        ident: String = "a",
        // A command that is told to stop has a twenty-fourth of it to do so.
        sessionTimeout: Int = 60,
        options: [String] = [],
        environment: [String: String] = [:],
        by starter: String = "exec \"$0\" \"$@\"",
        _ script: String,
        _ arguments: String...
    ) throws -> ElectRun {
        try ElectRun(
            [
                "exec", "--servers", address, "--path", path, "--ident", ident, "--connect-timeout", "20",
                "--session-timeout", "\(sessionTimeout)",
            ] + options + ["--", "sh", "-c", script, "sh"] + arguments,
            environment: environment,
            by: starter
        )
    }

    private func participants(of path: String, on address: String) async throws -> [Participant] {
        try await Fixture.withConnection(to: address) {
            try await Elector.participants(basePath: path, conn: $0)
        }
    }

    private func untilStanding(_ idents: [String], at path: String, on address: String) async throws {
        try await Fixture.withConnection(to: address) { connection in
            try await Poll.until("\(idents) stand") {
                try await Elector.participants(basePath: path, conn: connection).map(\.ident) == idents
            }
        }
    }

    /// Waits for the numbers that a command prints.
    private func numbers(_ run: ElectRun, line index: Int = 0) async throws -> [pid_t] {
        try await Poll.value("it prints numbers; so far \(run.output) \(run.errors)") {
            let text = run.output
            guard text.filter({ $0 == "\n" }).count > index else { return nil }
            return text.split(separator: "\n")[index].split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// Says whether the process with the number `$1` is there: what is dead and not yet collected is not.
    private static let lookForOther = """
        case "$(sed -n 's/^State:[^A-Z]*\\(.\\).*/\\1/p' /proc/$1/status 2>/dev/null)" in
            ''|Z) echo alone ;;
            *) echo overlap ;;
        esac
        """

    private static let deafToTerm = "trap '' TERM; echo $$; while :; do sleep 0.02; done"

    @Test func runsOnlyWhileLeadingAndHandsItsExitCodeOn() async throws {
        let server = try await Fixture.server()
        let (path, folder) = (Fixture.path(), try ScratchFolder())
        let script = """
            echo "$ELECT_TOKEN $ELECT_IDENT $ELECT_PATH ${ELECT_AUTH-none}"
            while ! [ -e "$1" ]; do sleep 0.02; done
            exit 7
            """
        let end = folder.path("end")
        let a = try exec(on: server.address, path, environment: ["ELECT_AUTH": "digest:a:b"], script, end)
        try await Poll.until("it runs; \(a.errors)") { !a.output.isEmpty }
        let b = try exec(on: server.address, path, ident: "b", script, end)
        try await untilStanding(["a", "b"], at: path, on: server.address)
        let tokens = try await participants(of: path, on: server.address).map(\.token)
        #expect(a.lines == ["\(tokens[0]) a \(path) none"])
        #expect(b.output == "")
        try folder.write("end")
        #expect(try await a.exitCode() == 7)
        #expect(try await b.exitCode() == 7)
        #expect(b.lines == ["\(tokens[1]) b \(path) none"])
        // Neither progress nor anything else.
        #expect(a.errors == "")
        #expect(b.errors == "")
        #expect(try await participants(of: path, on: server.address) == [])
    }

    /// Standard output is the command's; what is told of the election is on standard error.
    @Test func whatHappensIsToldToPrograms() async throws {
        let server = try await Fixture.server()
        let (path, folder) = (Fixture.path(), try ScratchFolder())
        let script = "echo '{}'; while ! [ -e \"$1\" ]; do sleep 0.02; done; exit 7"
        func start(_ ident: String, _ options: String...) throws -> ElectRun {
            try exec(
                on: server.address,
                path,
                ident: ident,
                options: ["--json"] + options,
                script,
                folder.path("end")
            )
        }
        let a = try start("a")
        try await a.expect(lastLine: "{}")
        let b = try start("b", "--restart")
        try await Poll.until("b follows; \(b.errors)") { !b.records.isEmpty }
        let standing = try await participants(of: path, on: server.address)
        try await Fixture.withConnection(to: server.address) { try await $0.delete(standing[0].path) }
        #expect(try await a.exitCode() == 75)
        #expect(a.output == "{}\n")
        #expect(
            a.records == [
                ["event": "leading", "ident": "a", "token": "\(standing[0].token)"],
                ["event": "ended", "code": "\(128 + SIGTERM)"],
                ["event": "lost", "reason": "own node deleted"],
            ]
        )
        try await b.expect(lastLine: "{}")
        try await Fixture.withConnection(to: server.address) { try await $0.delete(standing[1].path) }
        try await Poll.until("b leads again; \(b.errors)") {
            b.records.filter { $0["event"] == "leading" }.count == 2
        }
        try folder.write("end")
        try await Poll.until("b has ended by itself; \(b.errors)") {
            b.records.contains(["event": "ended", "code": "7"])
        }
        b.signal(SIGTERM)
        _ = try await b.exitCode()
        #expect(
            b.records.prefix(4) == [
                ["event": "following", "ident": "a"],
                ["event": "leading", "ident": "b", "token": "\(standing[1].token)"],
                ["event": "ended", "code": "\(128 + SIGTERM)"],
                ["event": "lost", "reason": "own node deleted"],
            ]
        )
    }

    @Test func whyACommandDoesNotRunIsToldToPrograms() async throws {
        let server = try await Fixture.server()
        for (address, error, code) in [
            (server.address, "cannot execute '/no/such/command'", Int32(127)),
            ("127.0.0.1:1", "operation timeout", 125),
        ] {
            let run = try ElectRun([
                "exec", "--json", "--servers", address, "--path", Fixture.path(), "--policy", "fail-stop",
                "--connect-timeout", address == server.address ? "20" : "0.1", "--", "/no/such/command",
            ])
            #expect(try await run.exitCode() == code)
            let last = try #require(run.records.last)
            #expect(last["event"] == "failed")
            #expect(last["error"]?.contains(error) == true)
            #expect(run.output == "")
        }
    }

    @Test func signalsAreForwarded() async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            """
            for name in HUP USR1 USR2 INT; do trap "echo $name" $name; done
            trap 'echo TERM; exit 3' TERM
            echo ready
            while :; do sleep 0.02; done
            """
        )
        try await run.expect(lastLine: "ready")
        for (number, name) in [(SIGHUP, "HUP"), (SIGUSR1, "USR1"), (SIGUSR2, "USR2"), (SIGINT, "INT")] {
            run.signal(number)
            try await run.expect(lastLine: name)
        }
        run.signal(SIGTERM)
        #expect(try await run.exitCode() == 3)
        #expect(run.lines.last == "TERM")
    }

    @Test func howACommandEndedIsHandedOn() async throws {
        let server = try await Fixture.server()
        let killed = try exec(on: server.address, Fixture.path(), "kill -KILL $$")
        #expect(try await killed.exitCode() == 128 + SIGKILL)
        for (command, code) in [("/no/such/command", Int32(127)), ("/etc/passwd", 126)] {
            let run = try ElectRun([
                "exec", "--servers", server.address, "--path", Fixture.path(), "--connect-timeout", "20",
                "--session-timeout", "30", "--", command,
            ])
            #expect(try await run.exitCode() == code)
            #expect(run.errors.contains("cannot execute '\(command)'"))
        }
        #expect(try await ElectRun(["exec", "--servers", "x", "--path", "/a"]).exitCode() == 64)
    }

    @Test func whatACommandLeavesBehindIsKilled() async throws {
        let server = try await Fixture.server()
        let run = try exec(on: server.address, Fixture.path(), "sleep 1000 & echo $!; exit 0")
        let leftBehind = try await numbers(run)
        #expect(try await run.exitCode() == 0)
        #expect(leftBehind.count == 1)
        try await Poll.until("it is gone") { !leftBehind.contains(where: ProcessTable.isAlive) }
    }

    @Test func aDeletedNodeIsToldWithSIGTERM() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let run = try exec(
            on: server.address,
            path,
            "trap 'echo TERM; exit 0' TERM; echo ready; while :; do sleep 0.02; done"
        )
        try await run.expect(lastLine: "ready")
        try await deleteCandidates(of: path, on: server.address)
        #expect(try await run.exitCode() == 75)
        #expect(run.lines == ["ready", "TERM"])
        #expect(run.errors.contains("leadership was lost"))
    }

    @Test(arguments: ["hold", "fail-stop"])
    func aDeafCommandIsDeadBeforeTheNextOneStarts(policy: String) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withProxy(to: server) { proxy in
            let a = try exec(
                on: proxy.address,
                path,
                sessionTimeout: 20,
                options: ["--policy", policy],
                Self.deafToTerm
            )
            let pid = try await numbers(a)
            let b = try exec(on: server.address, path, ident: "b", Self.lookForOther, "\(pid[0])")
            try await untilStanding(["a", "b"], at: path, on: server.address)
            #expect(pid.allSatisfy(ProcessTable.isAlive))
            proxy.stall()
            #expect(try await a.exitCode() == 75)
            #expect(!pid.contains(where: ProcessTable.isAlive))
            #expect(try await b.exitCode() == 0)
            #expect(b.lines == ["alone"])
        }
    }

    /// An `elect` that stands still cannot stop its command; the guardian does.
    @Test func theCommandOfAStoppedElectIsDeadBeforeTheNextOneStarts() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let a = try exec(on: server.address, path, sessionTimeout: 20, Self.deafToTerm)
        let pid = try await numbers(a)
        let b = try exec(on: server.address, path, ident: "b", Self.lookForOther, "\(pid[0])")
        try await untilStanding(["a", "b"], at: path, on: server.address)
        a.signal(SIGSTOP)
        #expect(try await b.exitCode() == 0)
        #expect(b.lines == ["alone"])
        a.signal(SIGCONT)
        #expect(try await a.exitCode() == 75)
    }

    @Test(arguments: [false, true])
    func nothingOutlivesElect(killsTheGuardian: Bool) async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            "echo $PPID; sleep 1000 & echo $$ $!; wait"
        )
        let family = try await numbers(run, line: 1)
        #expect(family.count == 2)
        #expect(family.allSatisfy(ProcessTable.isAlive))
        if killsTheGuardian {
            kill(try await numbers(run)[0], SIGKILL)
            #expect(try await run.exitCode() == 128 + SIGKILL)
        } else {
            run.signal(SIGKILL)
            _ = try await run.exitCode()
        }
        try await Poll.until("all are gone") { !family.contains(where: ProcessTable.isAlive) }
    }

    /// What makes a process group of its own, as `timeout` does, or a session.
    @Test(arguments: ["timeout 1000", "setsid", "setsid setsid -f"])
    func whatLeavesTheGroupOutlivesElectNoMoreThanAnythingElse(runner: String) async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            "\(runner) sh -c 'sleep 1000 & echo $$ $!; wait'; exec sleep 1000"
        )
        let family = try await numbers(run)
        #expect(family.count == 2)
        #expect(family.allSatisfy(ProcessTable.isAlive))
        run.signal(SIGKILL)
        try await Poll.until("all are gone") { !family.contains(where: ProcessTable.isAlive) }
    }

    /// What a process has started comes to the guardian when that has died, which takes long where it has much memory.
    @Test func whatLeavesTheGroupOfALargeCommandOutlivesElectNoMore() async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            "exec python3 -c \"$1\"",
            """
            import mmap, subprocess
            memory = mmap.mmap(-1, 2 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            memory.madvise(mmap.MADV_NOHUGEPAGE)
            for page in range(0, len(memory), 4096): memory[page] = 1
            subprocess.run(["setsid", "sh", "-c", "echo $$; exec sleep 1000"])
            """
        )
        let escaped = try await numbers(run)
        #expect(escaped.count == 1)
        run.signal(SIGKILL)
        try await Poll.until("it is gone") { !escaped.contains(where: ProcessTable.isAlive) }
    }

    /// It does not get its work done while it is stopped, and nobody else can do that.
    @Test func aGuardianThatIsStoppedIsWoken() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let run = try exec(
            on: server.address,
            path,
            sessionTimeout: 24,
            "setsid sh -c 'echo $$ $1; exec sleep 1000' sh $PPID & wait"
        )
        let numbers = try await numbers(run)
        #expect(numbers.count == 2)
        #expect(kill(numbers[1], SIGSTOP) == 0)
        try await deleteCandidates(of: path, on: server.address)
        #expect(try await run.exitCode() == 75)
        #expect(!numbers.contains(where: ProcessTable.isAlive))
    }

    /// Also where `elect` lives, and leadership is lost.
    @Test func whatLeavesTheGroupDoesNotOutliveLeadership() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let run = try exec(
            on: server.address,
            path,
            "trap '' TERM; setsid sh -c 'echo $$; while :; do sleep 0.02; done' & while :; do sleep 0.02; done"
        )
        let escaped = try await numbers(run)
        try await deleteCandidates(of: path, on: server.address)
        #expect(try await run.exitCode() == 75)
        #expect(escaped.count == 1)
        #expect(!escaped.contains(where: ProcessTable.isAlive))
    }

    @Test func aSessionThatACommandLeavesBehindIsKilled() async throws {
        let server = try await Fixture.server()
        let run = try exec(on: server.address, Fixture.path(), "setsid sleep 1000 & echo $!; exit 4")
        let leftBehind = try await numbers(run)
        #expect(try await run.exitCode() == 4)
        #expect(leftBehind.count == 1)
        #expect(!leftBehind.contains(where: ProcessTable.isAlive))
    }

    @Test func signalsReachACommandWithAGroupOfItsOwn() async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            // Until it waits, `timeout` dies of a signal at once, as one that has no child yet.
            """
            exec timeout 1000 sh -c 'trap "echo TERM; exit 0" TERM
            while read _ _ state _ </proc/$PPID/stat; [ $state != S ]; do sleep 0.02; done
            echo ready; while :; do sleep 0.02; done'
            """
        )
        try await run.expect(lastLine: "ready")
        run.signal(SIGTERM)
        _ = try await run.exitCode()
        #expect(run.lines.last == "TERM")
    }

    /// `nohup` has a command and its `elect` outlive a terminal.
    @Test func whatIsIgnoredAtTheStartStaysSo() async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            by: "trap '' HUP; exec \"$0\" \"$@\"",
            "trap 'echo USR1' USR1; echo ready; while :; do sleep 0.02; done"
        )
        try await run.expect(lastLine: "ready")
        run.signal(SIGHUP)
        run.signal(SIGUSR1)
        try await run.expect(lastLine: "USR1")
        run.signal(SIGTERM)
        #expect(try await run.exitCode() == 128 + SIGTERM)
    }

    @Test func aServerThatIsAwayIsToldOnce() async throws {
        let run = try ElectRun([
            "exec", "--servers", "127.0.0.1:1", "--path", "/a", "--connect-timeout", "0.1", "--", "echo",
            "ready",
        ])
        try await Poll.until("it says what it waits for") {
            run.errors.contains("elect: waiting for a server: ")
        }
        run.signal(SIGTERM)
        #expect(try await run.exitCode() == 128 + SIGTERM)
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(run.output == "")
    }

    /// What says how the command ran may have no reader any more: that is no reason to end it.
    @Test func aReportThatNobodyReadsStopsNothing() async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            options: ["--json"],
            by: "{ \"$0\" \"$@\" 2>&1 >&3 3>&- | :; } 3>&1",
            "sleep 0.5; echo done"
        )
        #expect(try await run.exitCode() == 0)
        #expect(run.lines == ["done"])
    }

    @Test func aSignalThatACommandDiesOfEndsARestart() async throws {
        let server = try await Fixture.server()
        let run = try exec(
            on: server.address,
            Fixture.path(),
            options: ["--restart"],
            "echo ready; exec sleep 1000"
        )
        try await run.expect(lastLine: "ready")
        run.signal(SIGHUP)
        #expect(try await run.exitCode() == 128 + SIGHUP)
    }

    /// A loss is told as one, although a signal came long before it.
    @Test func aLossAfterASignalThatWasSurvivedIsALoss() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let run = try exec(
            on: server.address,
            path,
            "trap 'echo INT' INT; echo ready; while :; do sleep 0.02; done"
        )
        try await run.expect(lastLine: "ready")
        run.signal(SIGINT)
        try await run.expect(lastLine: "INT")
        try await deleteCandidates(of: path, on: server.address)
        #expect(try await run.exitCode() == 75)
        #expect(run.errors.contains("leadership was lost"))
    }

    @Test func restartStandsAgainAfterTheEndAndTheLoss() async throws {
        let server = try await Fixture.server()
        let (path, folder) = (Fixture.path(), try ScratchFolder())
        let run = try exec(
            on: server.address,
            path,
            options: ["--restart"],
            "echo $ELECT_TOKEN; [ -e \"$1\" ] || exit 5; exec sleep 1000",
            folder.path("stay")
        )
        try await Poll.until("it has run twice") { run.lines.count >= 2 }
        try folder.write("stay")
        let first = try await Poll.value("it stays") {
            let line = try await participants(of: path, on: server.address)
            return run.lines.last == line.first.map { "\($0.token)" } ? line.first : nil
        }
        try await Fixture.withConnection(to: server.address) { connection in
            // It may have been about to end by itself.
            do { try await connection.delete(first.path) } catch let error as ZKError
                where error.code == .noNode
            {}
        }
        try await Poll.until("it runs again") {
            run.lines.compactMap { Int64($0) }.contains { $0 > first.token }
        }
        let tokens = run.lines.compactMap { Int64($0) }
        #expect(tokens == tokens.sorted() && Set(tokens).count == tokens.count)
        run.signal(SIGTERM)
        #expect(try await run.exitCode() == 128 + SIGTERM)
        #expect(run.errors == "")
    }

    @Test func aSignalEndsTheWaiting() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let a = try exec(on: server.address, path, "echo a; exec sleep 1000")
        try await a.expect(lastLine: "a")
        let b = try exec(on: server.address, path, ident: "b", "echo b")
        try await untilStanding(["a", "b"], at: path, on: server.address)
        b.signal(SIGTERM)
        #expect(try await b.exitCode() == 128 + SIGTERM)
        #expect(try await participants(of: path, on: server.address).map(\.ident) == ["a"])
        a.signal(SIGINT)
        #expect(try await a.exitCode() == 128 + SIGINT)
        #expect(b.output == "" && b.errors == "")
    }
}
