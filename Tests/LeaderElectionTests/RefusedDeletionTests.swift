import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// A node that its candidate may not delete.
@Suite(.timeLimit(.minutes(1)))
struct RefusedDeletionTests {
    private let zookeeper = InMemoryZooKeeper()

    /// A leader on a borrowed connection.
    private func leader(_ connection: InMemoryConnection) async throws -> Elector {
        let conn = InterceptedConn(conn: connection, beforeDelete: { throw ZKError(.noAuth) })
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events())
        )
        _ = await elector.events.first { $0.leader }
        return elector
    }

    /// It stays, and nobody else can lead before the session ends: so whoever closes the elector is told, each time.
    @Test func isTold() async throws {
        let connection = try await zookeeper.connected()
        let elector = try await leader(connection)
        for _ in 0..<2 {
            let error = await #expect(throws: ElectorError.self) { try await elector.close() }
            #expect(error?.cause?.code == .noAuth)
        }
        #expect(try await connection.children("/leader").children.count == 1)
        await connection.close()
    }

    /// It goes with its session.
    @Test func makesNoDifferenceWhereTheSessionIsOver() async throws {
        let connection = try await zookeeper.connected()
        let elector = try await leader(connection)
        await connection.close()
        try await elector.close()
    }
}
