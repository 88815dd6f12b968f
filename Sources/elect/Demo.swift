import ArgumentParser
import Foundation
import LeaderElection
import ZooKeeperTestKit

/// Shows an election: three candidates, and what happens when the leader dies.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a private server and three candidates, kill the leader, and show who takes over.",
        discussion: """
            Needs Debian's zookeeper package and Java. Exits with 0 only if both takeovers were seen. With --json: event \
            ("starting", "server", "candidate", "confirmed", "kill", "end", "takeover" or "done"), and where it applies ident, \
            leader (true or false), address, process (its number) and seconds (from the end of the old leader to the new one). \
            \(ExitStatus.help)
            """
    )

    private static let path = "/demo/leader"
    /// The default of the other commands. With less, a machine that is busy for a moment shows another election than this.
    private static let sessionTimeout = 5.0
    /// How long any step may take before the demonstration is given up.
    private static let patience = Duration.seconds(30)

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let isDone = Locked(false)
        try await untilInterrupted {
            try await demonstrate()
            isDone.withLock { $0 = true }
        }
        if !isDone.withLock({ $0 }) { throw ExitStatus.failure.exitCode }
    }

    private func demonstrate() async throws {
        try tell(DemoRecord(event: .starting))
        let server = try await TestServer.start()
        var candidates: [DemoCandidate] = []
        defer { for candidate in candidates { candidate.end() } }
        do {
            try tell(DemoRecord(event: .server, process: server.pid, address: server.address))
            for number in 1...3 {
                let candidate = try DemoCandidate(
                    ident: "candidate-\(number)",
                    server: server.address,
                    path: Self.path,
                    sessionTimeout: Self.sessionTimeout
                )
                candidates.append(candidate)
                let first = try await next(from: candidate)
                guard first == (number == 1 ? "leading as candidate-1" : "following candidate-1") else {
                    throw Failure("\(candidate.ident) says: \(first)")
                }
                try tell(
                    DemoRecord(
                        event: .candidate,
                        ident: candidate.ident,
                        leader: number == 1,
                        process: candidate.pid
                    )
                )
            }
            guard let leader = candidates.first, let heir = candidates.dropFirst().first,
                let last = candidates.last
            else { throw Failure("there are no candidates") }
            try await expectLeader(leader.ident, at: server)

            try tell(DemoRecord(event: .kill, ident: leader.ident, seconds: Self.sessionTimeout))
            try await expectTakeover(by: heir) { leader.kill() }
            try await expectLeader(heir.ident, at: server)

            try tell(DemoRecord(event: .end, ident: heir.ident))
            try await expectTakeover(by: last) { heir.terminate() }
            try await server.stop()
        } catch {
            try? await server.stop()
            throw error
        }
        try tell(DemoRecord(event: .done))
    }

    private func tell(_ record: DemoRecord) throws {
        try Output.record(record, json: output.json)
    }

    private func expectTakeover(by heir: DemoCandidate, after end: () -> Void) async throws {
        let start = ContinuousClock.now
        end()
        let line = try await next(from: heir)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard line == "leading as \(heir.ident)" else { throw Failure("\(heir.ident) says: \(line)") }
        try tell(DemoRecord(event: .takeover, ident: heir.ident, seconds: seconds))
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
        try tell(DemoRecord(event: .confirmed, ident: ident))
    }
}
