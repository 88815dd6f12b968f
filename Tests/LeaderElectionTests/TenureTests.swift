import Testing
import ZooKeeper

@testable import LeaderElection

struct TenureTests {
    /// What has been seen to be over is over, although the lease of the same node begins again.
    @Test func itEndsWithItsLeaseForGood() {
        let clock = LeaseClock()
        let tenure = Tenure(token: 1, path: "/a", conn: ConnAdapter(), clock: clock, depose: {})
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
}
