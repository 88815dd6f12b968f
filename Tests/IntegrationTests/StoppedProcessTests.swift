import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

extension ProcessTests {
    /// Scenario 3: the leader's process stands still for longer than its lease.
    @Suite(.timeLimit(.minutes(3)))
    struct StoppedProcessTests {
        /// The first look after the process goes on says no, before any event has been processed.
        @Test(arguments: Elector.Policy.allCases)
        func theFirstLookAfterwardsSaysNo(policy: Elector.Policy) async throws {
            let server = try await Fixture.server()
            let address = server.address
            let path = Fixture.path()
            let number = try #require(Elector.Policy.allCases.firstIndex(of: policy))
            // A process of its own: this one, and all other tests with it, goes on.
            await #expect(processExitsWith: .success) {
                [address = address as String, path = path as String, number = number as Int] in
                let elector = try await candidate(
                    "stopped",
                    at: path,
                    on: address,
                    sessionTimeout: .seconds(3),
                    policy: Elector.Policy.allCases[number]
                )
                let leadership = try await elector.waitForLeadership()
                let next = try ElectRun(["campaign", "--servers", address, "--path", path, "--ident", "next"])
                try await next.expect(lastLine: "following stopped")
                guard elector.isLeader, leadership.isValid else { exit(10) }
                // Twice the session timeout; then the server has let the session expire.
                let waker = Process()
                waker.executableURL = URL(fileURLWithPath: "/bin/sh")
                waker.arguments = ["-c", "sleep 6; kill -CONT \(getpid())"]
                try waker.run()
                // Not `kill`, after which this thread may run for a moment before it stops.
                raise(SIGSTOP)
                let isLeader = elector.isLeader
                let isValid = leadership.isValid
                let hasLeadership = elector.leadership != nil
                guard !isLeader, !isValid, !hasLeadership else { exit(11) }
                let write = await electorCode { try await leadership.commit { $0.create("\(path)-late") } }
                guard write == .notLeader else { exit(12) }
                try await next.expect(lastLine: "leading as next")
                next.signal(SIGTERM)
                guard try await next.exitCode() == 0 else { exit(13) }
                try await elector.close()
                exit(0)
            }
            try await Fixture.withConnection(to: address) { connection in
                let trace = try await connection.exists("\(path)-late")
                #expect(trace == nil)
            }
        }
    }
}
