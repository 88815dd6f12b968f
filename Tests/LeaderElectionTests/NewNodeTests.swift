import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// What comes along with a new node.
@Suite(.timeLimit(.minutes(1)))
struct NewNodeTests {
    private let connection: InMemoryConnection

    init() async throws {
        connection = try await InMemoryZooKeeper().connected()
        try await connection.ensurePath("/e")
    }

    private func node(on conn: any Conn, at base: String = "/e") async throws -> NewNode {
        try await NewNode(
            for: Ballot(ident: "a", basePath: base, acl: ZKACL.world(.all)),
            in: Roster(conn: conn, basePath: base, strangers: Strangers(logger: .silent))
        )
    }

    @Test func theLineComesWithIt() async throws {
        let first = try await node(on: connection)
        let second = try await node(on: connection)
        let line = try #require(await second.line())
        #expect(Set(line.names) == Set([first, second].map { ZKPath.lastSegment(of: $0.path) }))
        #expect(line.stat == (try await connection.exists(second.path)))
        #expect(line.stat.ephemeralOwner == connection.sessionID)
    }

    @Test func withoutItsStatTheLineIsAskedForLater() async throws {
        let new = try await node(on: InterceptedConn(conn: connection, tellsStat: false))
        #expect(await new.line() == nil)
    }

    /// A connection that was written by hand may answer in another order.
    @Test func aListThatIsOlderThanTheNodeIsOfNoUse() async throws {
        let new = try await node(on: InterceptedConn(conn: connection, lists: { ["other"] }))
        #expect(await new.line() == nil)
    }

    @Test func aListThatIsRefusedDoesNotMatter() async throws {
        let conn = InterceptedConn(conn: connection, lists: { throw ZKError(.noAuth) })
        let new = try await node(on: conn)
        #expect(await new.line() == nil)
        #expect(try await connection.exists(new.path) != nil)
    }

    @Test func whoHasGivenUpMakesNone() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await node(on: connection)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await connection.children("/e").children == [])
    }

    /// Without a lease nobody else would notice: the node may be gone before it is watched.
    @Test func aNodeThatGoesAtOnceDoesNotLead() async throws {
        let made = Locked<[String]>([])
        let conn = InterceptedConn(
            conn: connection,
            lists: { made.withLock { $0 } },
            afterCreate: { [connection] path in
                try await connection.delete(path)
                made.withLock { $0 = [ZKPath.lastSegment(of: path)] }
            },
            hasMulti: false,
            beforeGetW: { try await Task.sleep(for: .seconds(3_600)) }
        )
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/e",
            connector: .existingConnection(conn: conn, events: connection.events())
        )
        await elector.expectEndWithoutLead(.ownNodeDeleted)
        try await elector.close()
    }

    @Test func withoutABasePathThereIsNone() async throws {
        let error = await #expect(throws: ZKError.self) { try await node(on: connection, at: "/none") }
        #expect(error?.code == .noNode)
    }
}
