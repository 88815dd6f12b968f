import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

struct TenureTests {
    /// What has been seen to be over is over, although the lease of the same node begins again.
    @Test func itEndsWithItsLeaseForGood() {
        let clock = LeaseClock()
        let tenure = Tenure(clock: clock)
        let timeout = Duration.seconds(3_600)
        func confirm(_ before: Duration, _ timeout: Duration) {
            _ = clock.confirm(sentAt: .now - before, sessionTimeout: timeout) { _ in }
        }
        confirm(timeout * 2, timeout)
        #expect(!tenure.isValid)
        // Another server, which grants another timeout.
        confirm(.zero, timeout * 2)
        #expect(clock.isValid)
        #expect(!tenure.isValid)
    }

    /// A guarded write that finds the node gone ends it, even where nobody heeds the news yet.
    @Test func itEndsWithTheNode() async throws {
        let connection = try await InMemoryZooKeeper().connected()
        let tenure = Tenure(path: "/gone", on: connection, clock: .confirmed())
        let leadership = Leadership(tenure: tenure)
        #expect(leadership.isValid)
        let error = await #expect(throws: ElectorError.self) {
            try await leadership.commit { $0.delete("/b") }
        }
        #expect(error?.code == .notLeader)
        #expect(!leadership.isValid)
        await connection.close()
    }
}
