import ArgumentParser
import Foundation
import LeaderElection
import ZooKeeperTestKit

/// Shows an election: three candidates, and what happens when the leader dies.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a private server and three candidates, kill the leader, and show who takes over.",
        discussion: "Needs Debian's zookeeper package and Java. Exits with 0 only if the takeover was seen."
    )

    private static let path = "/demo/leader"
    private static let sessionTimeout = 2.0
    /// How long any step may take before the demonstration is given up.
    private static let patience = Duration.seconds(30)

    func run() async throws {
        try await untilInterrupted {
            try await demonstrate()
        }
    }

    private func demonstrate() async throws {
        Output.line("Starting a ZooKeeper server ...")
        let server = try await TestServer.start()
        var candidates: [DemoCandidate] = []
        defer { for candidate in candidates { candidate.end() } }
        do {
            Output.line("It listens on \(server.address) (process \(server.pid ?? 0)). Three candidates:")
            for number in 1...3 {
                let candidate = try DemoCandidate(
                    ident: "candidate-\(number)",
                    server: server.address,
                    path: Self.path,
                    sessionTimeout: Self.sessionTimeout
                )
                candidates.append(candidate)
                let first = try await next(from: candidate)
                Output.line("  \(candidate.ident) (process \(candidate.pid)): \(first)")
            }
            guard let leader = candidates.first, let heir = candidates.dropFirst().first,
                let last = candidates.last
            else { throw Failure("there are no candidates") }
            try await expectLeader(leader.ident, at: server)

            Output.line(
                "Killing \(leader.ident) with SIGKILL; its session ends after \(Self.sessionTimeout) s ..."
            )
            let start = ContinuousClock.now
            leader.kill()
            let line = try await next(from: heir)
            let elapsed = (ContinuousClock.now - start) / .seconds(1)
            guard line == "leading as \(heir.ident)" else { throw Failure("\(heir.ident) says: \(line)") }
            Output.line(String(format: "  %@ leads, %.1f s after the kill", heir.ident, elapsed))
            try await expectLeader(heir.ident, at: server)

            Output.line("Ending \(heir.ident) with SIGTERM; it releases its node ...")
            let handover = ContinuousClock.now
            heir.terminate()
            let answer = try await next(from: last)
            let milliseconds = (ContinuousClock.now - handover) / .milliseconds(1)
            guard answer == "leading as \(last.ident)" else { throw Failure("\(last.ident) says: \(answer)") }
            Output.line(String(format: "  %@ leads, %.0f ms after the signal", last.ident, milliseconds))
            try await server.stop()
        } catch {
            try? await server.stop()
            throw error
        }
        Output.line("Both takeovers were seen; all is cleaned up.")
    }

    private func next(from candidate: DemoCandidate) async throws -> String {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { [lines = candidate.lines] in await lines.next() }
            group.addTask {
                try await Task.sleep(for: Self.patience, clock: .continuous)
                return nil
            }
            defer { group.cancelAll() }
            guard let line = try await group.next(), let line else {
                try Task.checkCancellation()
                throw Failure("\(candidate.ident) has nothing to say")
            }
            return line
        }
    }

    private func expectLeader(_ ident: String, at server: TestServer) async throws {
        let connection = ZKConnection(addrs: [server.address])
        try await connection.connect()
        let found = try await Elector.currentLeader(basePath: Self.path, conn: connection)
        await connection.close()
        guard found == ident else {
            throw Failure("the server says that \(found ?? "nobody") leads, not \(ident)")
        }
        Output.line("  the server agrees: \(ident) leads")
    }
}
