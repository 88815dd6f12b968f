import Foundation
import LeaderElection
import Testing

@testable import elect

/// What a command is given, and how it ends, without an election.
struct CommandTests {
    @Test func environment() {
        let environment = CommandEnvironment.make(
            from: ["PATH": "/bin", "ELECT_AUTH": "digest:a:b", "ELECT_SERVERS": "x"],
            token: 42,
            ident: "me",
            path: "/a"
        )
        #expect(
            environment == [
                "PATH": "/bin", "ELECT_SERVERS": "x", "ELECT_TOKEN": "42", "ELECT_IDENT": "me",
                "ELECT_PATH": "/a",
            ]
        )
    }

    @Test func endingsAreHandedOn() {
        #expect(CommandEnding.exited(3).status.rawValue == 3)
        #expect(CommandEnding.signalled(SIGTERM).status.rawValue == 143)
        #expect(CommandEnding.notExecuted(ENOENT).status == .notFound)
        #expect(CommandEnding.notExecuted(EACCES).status == .notExecutable)
        #expect(CommandEnding.killed.status.rawValue == 137)
    }

    private func start(_ script: String, for duration: Duration = .seconds(60)) throws -> GuardedCommand {
        try GuardedCommand(
            ["sh", "-c", script],
            environment: ["PATH": "/bin:/usr/bin"],
            deadline: .now + duration
        )
    }

    @Test func aCommandRunsUnderItsGuardian() async throws {
        #expect(try await start("exit 3").ending() == .exited(3))
        #expect(try await start("kill -HUP $$").ending() == .signalled(SIGHUP))
        let missing = try GuardedCommand(["/no/such"], environment: [:], deadline: .now + .seconds(60))
        #expect(await missing.ending() == .notExecuted(ENOENT))
    }

    @Test func aDeadlineKills() async throws {
        #expect(try await start("trap '' TERM; sleep 1000", for: .milliseconds(50)).ending() == .killed)
        #expect(try await start("sleep 1000", for: .seconds(-1)).ending() == .killed)
    }

    @Test func aDeadlineCanBeMoved() async throws {
        let command = try start("sleep 1000")
        command.live(until: .now)
        #expect(await command.ending() == .killed)
    }

    @Test func signalsAreForItsGroup() async throws {
        let command = try start("sleep 1000")
        command.send(SIGUSR1)
        #expect(await command.ending() == .signalled(SIGUSR1))
        // What comes too late does nothing.
        command.send(SIGTERM)
        command.live(until: .now)
        command.stop(by: StopPlan(sessionTimeout: .seconds(24)))
    }

    /// The guardian may end before it has read all that it was told.
    @Test func anEndingIsNotLostAmongOrders() async throws {
        for _ in 1...50 {
            let command = try start("exit 3")
            let telling = Task {
                while !Task.isCancelled {
                    command.live(until: .now + .seconds(60))
                    await Task.yield()
                }
            }
            #expect(await command.ending() == .exited(3))
            telling.cancel()
        }
    }

    @Test func aCommandThatIsToldToStopIsKilledWhereItDoesNot() async throws {
        let plan = StopPlan(sessionTimeout: .seconds(2))
        let deaf = try start("trap '' TERM; while :; do sleep 0.02; done")
        deaf.stop(by: plan)
        // Not any more.
        deaf.live(until: .now + .seconds(600))
        let ending = await deaf.ending()
        // It may have been told before it was deaf.
        #expect([.killed, .signalled(SIGTERM)].contains(ending))
        let stopped = try start("kill -STOP 0; sleep 1000")
        stopped.stop(by: plan)
        #expect([.killed, .signalled(SIGTERM)].contains(await stopped.ending()))
    }
}
