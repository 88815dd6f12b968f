import LeaderElection
import Testing
import ZooKeeper
import ZooKeeperTestKit

/// Whole electors on the in-memory server, as a user's unit tests have them.
@Suite(.timeLimit(.minutes(1))) struct InMemoryElectionTests {
    private let zookeeper = InMemoryZooKeeper()

    private func candidate(
        _ ident: String,
        on connection: InMemoryConnection,
        policy: Elector.Policy = .failStop
    ) async throws -> (elector: Elector, events: AsyncStream<Elector.Event>.Iterator) {
        let elector = try await Elector.start(
            ident: ident,
            basePath: "/leader",
            acl: nil,
            connector: connection,
            policy: policy
        )
        return (elector, elector.events.makeAsyncIterator())
    }

    @Test func theNextOneLeads() async throws {
        var (a, aEvents) = try await candidate("a", on: zookeeper.connection())
        #expect(await aEvents.next()?.leader == true)
        var (b, bEvents) = try await candidate("b", on: zookeeper.connection())
        #expect(await bEvents.next()?.leader == false)
        #expect(b.leaderIdent == "a")
        let token = try #require(a.leadership).token
        try await a.close()
        let next = await bEvents.next()
        #expect(next?.leader == true, "\(String(describing: next))")
        #expect(try #require(b.leadership).token > token)
        try await b.close()
    }

    @Test func anExpiredSessionDeposes() async throws {
        let connection = zookeeper.connection()
        var (a, aEvents) = try await candidate("a", on: connection)
        #expect(await aEvents.next()?.leader == true)
        var (b, bEvents) = try await candidate("b", on: zookeeper.connection())
        #expect(await bEvents.next()?.leader == false)
        connection.expireSession()
        #expect(await bEvents.next()?.leader == true)
        #expect(await aEvents.next()?.error != nil)
        try await a.close()
        try await b.close()
    }

    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func aLostConnectionIsMended(policy: Elector.Policy) async throws {
        let connection = zookeeper.connection()
        var (a, events) = try await candidate("a", on: connection, policy: policy)
        #expect(await events.next()?.leader == true)
        connection.loseConnection()
        if policy == .stepDown { #expect(await events.next()?.leader == false) }
        connection.restoreConnection()
        if policy == .stepDown { #expect(await events.next()?.leader == true) }
        #expect(a.isLeader)
        let leadership = try #require(a.leadership)
        try await leadership.commit { $0.create("/done", Array("a".utf8)) }
        #expect(try await zookeeper.connection().connect().conn.exists("/done") != nil)
        connection.expireSession()
        #expect(await events.next()?.leader == false)
        #expect(await events.next()?.leader == true)
        try await a.close()
    }

    /// Found by the simulation: a reply to a create was lost, the node was deleted, and the create was repeated under its name. With
    /// the numbers used up the new node is behind those that were behind the old one.
    @Test func aNodeThatIsMadeAgainUnderItsNameIsBehind() async throws {
        let operation = try await zookeeper.connection().connect().conn
        let node = "/leader/_c_0123456789abcdef0123456789abcdef-lock-2147483647"
        for path in ["/leader", node] {
            _ = try await operation.create(path, data: Array("a".utf8), flags: [], acl: ZKACL.world(.all))
        }
        zookeeper.setSequence(.max, under: "/leader")
        let connection = zookeeper.connection()
        var (b, events) = try await candidate("b", on: connection, policy: .stepDown)
        #expect(await events.next()?.leader == false)
        #expect(b.leaderIdent == "a")

        connection.loseConnection()
        try await operation.delete(node)
        _ = try await operation.create(node, data: Array("a".utf8), flags: [], acl: ZKACL.world(.all))
        connection.restoreConnection()
        _ = try await b.waitForLeadership(timeout: .seconds(10))
        #expect(try await b.participants().map(\.ident) == ["b", "a"])
        try await b.close()
    }

    /// Found by the simulation: with the numbers used up, a server does not tell one who comes back that somebody has come to stand
    /// meanwhile.
    @Test func anObserverWhoComesBackLooksAgain() async throws {
        let operation = try await zookeeper.connection().connect().conn
        let acl = ZKACL.world(.all)
        func node(_ digit: Int) -> String {
            "/leader/_c_0123456789abcdef0123456789abcde\(digit)-lock-2147483647"
        }
        for path in ["/leader", node(1)] {
            _ = try await operation.create(path, data: Array("a".utf8), flags: [], acl: acl)
        }
        zookeeper.setSequence(.max, under: "/leader")
        let connection = zookeeper.connection()
        let observer = try await LeaderObserver.start(basePath: "/leader", connector: connection)
        for await leader in observer.leaders where leader?.ident == "a" { break }
        try await operation.delete(node(1))
        // Told when it waits for somebody to come.
        for await leader in observer.leaders where leader == nil { break }

        connection.loseConnection()
        _ = try await operation.create(node(2), data: Array("b".utf8), flags: [], acl: acl)
        connection.restoreConnection()
        for await leader in observer.leaders where leader?.ident == "b" { break }
        try await observer.close()
    }
}
