import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// What comes along with a new node.
@Suite(.timeLimit(.minutes(1)))
struct NewNodeTests {
    private let connection: InMemoryConnection
    private let ballot: Ballot

    init() async throws {
        connection = try await InMemoryZooKeeper().connected()
        ballot = try Ballot(ident: "a", basePath: "/e", acl: ZKACL.world(.all))
        try await connection.ensurePath("/e")
    }

    @Test func theLineComesWithIt() async throws {
        let first = try await NewNode(for: ballot, on: connection)
        let second = try await NewNode(for: ballot, on: connection)
        let line = try #require(await second.line())
        #expect(Set(line.names) == Set([first, second].map { ZKPath.lastSegment(of: $0.path) }))
        #expect(line.stat == (try await connection.exists(second.path)))
        #expect(line.stat.ephemeralOwner == connection.sessionID)
    }

    @Test func withoutItsStatTheLineIsAskedForLater() async throws {
        let new = try await NewNode(for: ballot, on: InterceptedConn(conn: connection, tellsStat: false))
        #expect(await new.line() == nil)
    }

    /// A connection that was written by hand may answer in another order.
    @Test func aListThatIsOlderThanTheNodeIsOfNoUse() async throws {
        let new = try await NewNode(for: ballot, on: InterceptedConn(conn: connection, lists: { ["other"] }))
        #expect(await new.line() == nil)
    }

    @Test func aListThatIsRefusedDoesNotMatter() async throws {
        let conn = InterceptedConn(conn: connection, lists: { throw ZKError(.noAuth) })
        let new = try await NewNode(for: ballot, on: conn)
        #expect(await new.line() == nil)
        #expect(try await connection.exists(new.path) != nil)
    }

    @Test func whoHasGivenUpMakesNone() async throws {
        let task = Task { [ballot, connection] in
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await NewNode(for: ballot, on: connection)
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
        let events = await elector.events.reduce(into: []) { $0.append($1) }
        #expect(events.map(\.leader) == [false])
        #expect((events.first?.error as? ElectorError)?.code == .ownNodeDeleted)
        try await elector.close()
    }

    @Test func withoutABasePathThereIsNone() async throws {
        let ballot = try Ballot(ident: "a", basePath: "/none", acl: ZKACL.world(.all))
        let error = await #expect(throws: ZKError.self) { try await NewNode(for: ballot, on: connection) }
        #expect(error?.code == .noNode)
    }
}
