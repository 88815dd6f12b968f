import Testing
import ZooKeeper
import ZooKeeperTestKit

/// What a test that uses the in-memory server relies on.
@Suite struct InMemoryZooKeeperTests {
    private let zookeeper = InMemoryZooKeeper()

    private func connected() async throws -> InMemoryConnection {
        let connection = zookeeper.connection()
        try await connection.connect()
        return connection
    }

    private func expect(
        _ code: ZKError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ call: () async throws -> some Any
    ) async {
        let error = await #expect(throws: ZKError.self, sourceLocation: sourceLocation) {
            _ = try await call()
        }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }

    @Test func everyConnectionSeesTheSameNodes() async throws {
        let (a, b) = (try await connected(), try await connected())
        #expect(try await a.create("/a", data: [1], flags: [], acl: ZKACL.world(.all)) == "/a")
        #expect(try await b.get("/a").data == [1])
        let number = try await b.create("/a/n-", data: [], flags: .sequential, acl: ZKACL.world(.all))
        #expect(number == "/a/n-0000000000")
        #expect(try await a.children("/a").children == ["n-0000000000"])
        let stat = try await a.set("/a", data: [2, 3])
        #expect(stat.version == 1 && stat.dataLength == 2 && stat.numChildren == 1)
        await expect(.notEmpty) { try await a.delete("/a") }
        await expect(.badVersion) { try await a.set("/a", data: [], version: 0) }
        await expect(.noNode) { try await a.get("/b") }
        await expect(.nodeExists) { try await a.create("/a", data: [], flags: [], acl: ZKACL.world(.all)) }
    }

    @Test func badArgumentsAreRefusedAsByTheClient() async throws {
        let connection = try await connected()
        await expect(.badArguments) { try await connection.get("a") }
        await expect(.badArguments) { try await connection.delete("/a/") }
        await expect(.badArguments) { try await connection.multi([.check("/a//b")]) }
        await expect(.badArguments) { try await connection.multi([.create("/a", flags: .container)]) }
        await expect(.invalidACL) { try await connection.create("/a", data: [], flags: [], acl: []) }
    }

    @Test func aMultiIsAllOrNothing() async throws {
        let connection = try await connected()
        let results = try await connection.multi([
            .create("/a"), .set("/a", data: [1]), .check("/a", version: 1),
        ])
        #expect(results.count == 3)
        let error = await #expect(throws: ZKError.self) {
            try await connection.multi([.set("/a", data: [9]), .check("/a", version: 7)])
        }
        #expect(error?.code == .badVersion && error?.operationIndex == 1 && error?.path == "/a")
        #expect(try await connection.get("/a").data == [1])
    }

    @Test func watchesTellOnce() async throws {
        let (a, b) = (try await connected(), try await connected())
        let creation = try await a.existsW("/a")
        #expect(creation.stat == nil)
        _ = try await b.create("/a", data: [], flags: [], acl: ZKACL.world(.all))
        #expect(await Array(creation.events).map(\.type) == [.nodeCreated])
        let change = try await a.getW("/a").events
        let children = try await a.childrenW("/a").events
        try await b.set("/a", data: [1])
        try await b.set("/a", data: [2])
        #expect(await Array(change).map(\.type) == [.nodeDataChanged])
        try await b.delete("/a")
        #expect(await Array(children).map(\.type) == [.nodeDeleted])
    }

    @Test func aLostConnectionKeepsItsSession() async throws {
        let (a, b) = (try await connected(), try await connected())
        _ = try await a.create("/e", data: [], flags: .ephemeral, acl: ZKACL.world(.all))
        let session = try #require(a.sessionID)
        let watch = try await a.existsW("/new").events
        var events = a.events().makeAsyncIterator()
        #expect(await events.next()?.state == .hasSession)
        a.loseConnection()
        #expect(await events.next()?.state == .disconnected)
        await expect(.connectionLoss) { try await a.get("/e") }
        #expect(try await b.exists("/e")?.ephemeralOwner == session)
        _ = try await b.create("/new", data: [], flags: [], acl: ZKACL.world(.all))
        a.restoreConnection()
        #expect(await events.next()?.state == .hasSession)
        #expect(a.sessionID == session)
        #expect(await Array(watch).map(\.type) == [.nodeCreated])
    }

    @Test func aLostReplyDoesNotMeanThatNothingWasDone() async throws {
        let (a, b) = (try await connected(), try await connected())
        a.loseNextReply()
        await expect(.connectionLoss) {
            try await a.create("/a", data: [], flags: [], acl: ZKACL.world(.all))
        }
        #expect(try await b.exists("/a") != nil)
        a.restoreConnection()
        a.loseNextReply()
        async let path = a.createProtectedEphemeralSequential("/n-", data: [], acl: ZKACL.world(.all))
        var events = a.events().makeAsyncIterator()
        while await events.next()?.state != .disconnected {}
        a.restoreConnection()
        let name = try await path
        #expect(try await b.children("/").children.sorted() == [String(name.dropFirst()), "a"].sorted())
    }

    @Test func anExpiredSessionTakesItsNodesAlong() async throws {
        let (a, b) = (try await connected(), try await connected())
        _ = try await a.create("/e", data: [], flags: .ephemeral, acl: ZKACL.world(.all))
        let watch = try await a.existsW("/new").events
        let seen = try await b.existsW("/e").events
        let states = a.events()
        a.expireSession()
        #expect(await Array(seen).map(\.type) == [.nodeDeleted])
        #expect(await Array(watch).map(\.type) == [.notWatching])
        await expect(.sessionExpired) { try await a.get("/") }
        #expect(a.sessionID == nil && a.negotiatedSessionTimeout == nil)
        try await a.connect()
        #expect(try await a.get("/").stat.numChildren == 0)
        await a.close()
        #expect(
            await Array(states).map(\.state)
                == [.hasSession, .disconnected, .expired, .connecting, .hasSession, .closed]
        )
        await expect(.closing) { try await a.get("/") }
        await expect(.closing) { try await a.connect() }
    }

    /// As with a real server: whoever is cut off does not know that the session is over.
    @Test func anExpiryIsHeardOfAfterwards() async throws {
        let connection = try await connected()
        connection.loseConnection()
        connection.expireSession()
        await expect(.connectionLoss) { try await connection.get("/") }
        connection.restoreConnection()
        await expect(.sessionExpired) { try await connection.get("/") }
    }

    @Test func closingTakesTheNodesAlong() async throws {
        let (a, b) = (try await connected(), try await connected())
        _ = try await a.create("/e", data: [], flags: .ephemeral, acl: ZKACL.world(.all))
        await a.close()
        await a.close()
        #expect(try await b.exists("/e") == nil)
        #expect(await Array(a.events()).map(\.state) == [.closed])
    }
}

extension Array {
    /// What a stream tells until it ends.
    fileprivate init<Events: AsyncSequence>(_ events: Events) async
    where Events.Element == Element, Events.Failure == Never {
        self = []
        for await event in events { append(event) }
    }
}
