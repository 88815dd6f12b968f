import LeaderElection
import Testing
import ZooKeeper
import ZooKeeperTestKit

/// A session that is taken up by a server which grants less.
@Suite(.timeLimit(.minutes(1)))
struct ChangedTimeoutTests {
    /// A confirmation that was under way meanwhile gives no lease by the timeout that was.
    @Test func theLeaseIsReckonedFromWhatIsGrantedNow() async throws {
        let connection = try await InMemoryZooKeeper().connected()
        // Grants an hour, and from the first confirmation on a minute.
        let granted = Locked(Duration.seconds(3_600))
        let conn = InterceptedConn(
            conn: connection,
            timeout: { granted.withLock { $0 } },
            afterMulti: { granted.withLock { $0 = .seconds(60) } }
        )
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events())
        )
        #expect(try await elector.waitForLeadership().validUntil < .now + .seconds(60))
        try await elector.close()
        await connection.close()
    }
}
