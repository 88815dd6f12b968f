import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// Scenario 1: a node of an earlier session is listed until the server notices that this is over; whoever led on it would be the
/// second leader.
@Suite(.timeLimit(.minutes(1)))
struct ForeignNodeTests {
    private let looks = Locked(0)

    /// A connection whose session is not the one that its nodes belong to.
    ///
    /// - Parameter tellsStat: whether that is seen when the node is made, or else when it is looked at.
    private func estranged(_ connection: InMemoryConnection, tellsStat: Bool) throws -> InterceptedConn {
        let session = try #require(connection.sessionID) + 1
        return InterceptedConn(
            conn: connection,
            session: session,
            tellsStat: tellsStat,
            afterGetW: { looks.withLock { $0 += 1 } }
        )
    }

    @Test(arguments: [true, false])
    func nobodyLeadsOnANodeOfAnotherSession(tellsStat: Bool) async throws {
        let connection = try await InMemoryZooKeeper().connected()
        let conn = try estranged(connection, tellsStat: tellsStat)
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events())
        )
        await elector.expectEndWithoutLead(.sessionExpired)
        #expect(looks.withLock { $0 } == (tellsStat ? 0 : 1))
        try await elector.close()
        await connection.close()
    }

    /// Under a policy that heals it waits for its connection to tell that the session is over, and does not lead meanwhile.
    @Test(arguments: [Elector.Policy.stepDown, .hold], [true, false])
    func norDoesOneThatHeals(policy: Elector.Policy, tellsStat: Bool) async throws {
        let connection = try await InMemoryZooKeeper().connected()
        let conn = try estranged(connection, tellsStat: tellsStat)
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: events),
            policy: policy
        )
        try await Poll.until("it has made its node, and looked at it where it has to") {
            let nodes = (try? await connection.children("/leader").children.count) ?? 0
            return nodes == 1 && (tellsStat || looks.withLock { $0 } > 0)
        }
        sink.yield(ZKEvent(type: .session, state: .closed))
        await elector.expectEndWithoutLead(.connectionClosed)
        try await elector.close()
        await connection.close()
    }
}
