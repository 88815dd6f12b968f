import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// Scenario 1: a node of an earlier session is listed until the server notices that this is over; whoever led on it would be the
/// second leader.
@Suite(.timeLimit(.minutes(1)))
struct ForeignNodeTests {
    /// A connection whose session is not the one that its nodes belong to.
    private struct StrangeConn: WrappedConn {
        let conn: InMemoryConnection
        let asksForOwner = Locked(0)

        var sessionID: Int64? { conn.sessionID.map { $0 + 1 } }

        func getW(
            _ path: String
        ) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
            asksForOwner.withLock { $0 += 1 }
            return try await conn.getW(path)
        }

        func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
            try await conn.children(path)
        }

        func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
            try await conn.multi(operations)
        }

        func delete(_ path: String, version: Int32) async throws {
            try await conn.delete(path, version: version)
        }
    }

    @Test func nobodyLeadsOnANodeOfAnotherSession() async throws {
        let connection = try await InMemoryZooKeeper().connected()
        let conn = StrangeConn(conn: connection)
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events())
        )
        let events = await elector.events.reduce(into: []) { $0.append($1) }
        #expect(events.map(\.leader) == [false])
        #expect((events.first?.error as? ElectorError)?.code == .sessionExpired)
        #expect(conn.asksForOwner.withLock { $0 } > 0)
        try await elector.close()
        await connection.close()
    }

    /// Under a policy that heals it waits for its connection to tell that the session is over, and does not lead meanwhile.
    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func norDoesOneThatHeals(policy: Elector.Policy) async throws {
        let connection = try await InMemoryZooKeeper().connected()
        let conn = StrangeConn(conn: connection)
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: events),
            policy: policy
        )
        try await Poll.until("it has looked at its node") { conn.asksForOwner.withLock { $0 } > 0 }
        sink.yield(ZKEvent(type: .session, state: .closed))
        let told = await elector.events.reduce(into: []) { $0.append($1) }
        #expect(told.map(\.leader) == [false])
        #expect((told.first?.error as? ElectorError)?.code == .connectionClosed)
        try await elector.close()
        await connection.close()
    }
}
