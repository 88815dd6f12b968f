import LeaderElection
import Testing
import ZooKeeperTestKit

/// Everything works under a chroot, and nothing of it shows.
@Suite(.timeLimit(.minutes(3)))
struct ChrootTests {
    /// Runs `body` with a connection that has a chroot, and one that sees the whole.
    private func with(
        _ body: (_ inside: ZKConnection, _ outside: ZKConnection, _ chroot: String) async throws -> Void
    ) async throws {
        let server = try await Fixture.server()
        let chroot = Fixture.path("chroot")
        try await Fixture.withConnection(to: server.address) { outside in
            try await Fixture.withConnection(to: "\(server.address)\(chroot)/app") { inside in
                try await body(inside, outside, "\(chroot)/app")
            }
        }
    }

    @Test func everyRequest() async throws {
        try await with { inside, outside, chroot in
            #expect(try await inside.create("/a", data: [1]) == "/a")
            #expect(try await outside.get("\(chroot)/a").data == [1])
            #expect(try await inside.get("/a").data == [1])
            #expect(try await inside.exists("/a")?.dataLength == 1)
            #expect(try await inside.exists("/b") == nil)
            #expect(try await inside.children("/").children == ["a"])
            #expect(try await inside.create("/a/s-", flags: .sequential) == "/a/s-0000000000")
            let own = try await inside.create("/", flags: [.sequential, .ephemeral])
            #expect(own.wholeMatch(of: /\/[0-9]{10}/) != nil)
            #expect(try await outside.exists("\(chroot)\(own)")?.ephemeralOwner == inside.sessionID)
            let protected = try await inside.createProtectedEphemeralSequential("/a/lock-")
            #expect(protected.wholeMatch(of: /\/a\/_c_[0-9a-f]{32}-lock-[0-9]{10}/) != nil)
            try await inside.deleteReliably(protected)
            #expect(try await inside.set("/a", data: [2, 3]).dataLength == 2)
            try await inside.sync("/")
            try await inside.setACL("/a", acl: ZKACL.world(.all))
            #expect(try await inside.getACL("/a").acl == ZKACL.world(.all))
            try await inside.ensurePath("/deep/down")
            #expect(try await outside.exists("\(chroot)/deep/down") != nil)
            try await inside.delete("/deep/down")
            #expect(try await outside.exists("\(chroot)/deep/down") == nil)
        }
    }

    @Test func theRootIsTheChroot() async throws {
        try await with { inside, outside, chroot in
            try await inside.set("/", data: [5])
            #expect(try await inside.get("/").data == [5])
            #expect(try await outside.get(chroot).data == [5])
            #expect(await code { _ = try await inside.create("/") } == .nodeExists)
            try await inside.delete("/")
            #expect(try await outside.exists(chroot) == nil)
            #expect(try await inside.exists("/") == nil)
            #expect(try await inside.create("/") == "/")
            #expect(try await outside.exists(chroot) != nil)
        }
    }

    @Test func several() async throws {
        try await with { inside, outside, chroot in
            let results = try await inside.multi([
                .check("/"), .create("/m"), .create("/m/s-", flags: [.sequential, .ephemeral]),
                .create("/", flags: .sequential), .set("/m", data: [1]),
            ])
            #expect(results[1...2] == [.created(path: "/m"), .created(path: "/m/s-0000000000")])
            #expect(results[3] == .created(path: "/0000000001"))
            #expect(try await outside.get("\(chroot)/m").data == [1])
            let error = await #expect(throws: ZKError.self) {
                try await inside.multi([.check("/m"), .delete("/none")])
            }
            #expect(error == ZKError(.noNode, path: "/none", operation: "multi", operationIndex: 1))
        }
    }

    @Test func errorsShowTheClientsPath() async throws {
        try await with { inside, _, _ in
            let missing = await #expect(throws: ZKError.self) { try await inside.get("/none") }
            #expect(missing == ZKError(.noNode, path: "/none", operation: "get"))
            let invalid = await #expect(throws: ZKError.self) { try await inside.get("none") }
            #expect(invalid?.path == "none")
            await inside.close()
            let closed = await #expect(throws: ZKError.self) { try await inside.get("/a") }
            #expect(closed == ZKError(.closing, path: "/a", operation: "get"))
        }
    }

    @Test func watches() async throws {
        try await with { inside, outside, chroot in
            let created = try await inside.existsW("/a").events
            _ = try await outside.create("\(chroot)/a")
            let creation = try await first(created)
            #expect(creation?.type == .nodeCreated)
            #expect(creation?.path == "/a")

            let changed = try await inside.getW("/a").events
            let listed = try await inside.childrenW("/").events
            try await outside.set("\(chroot)/a", data: [1])
            _ = try await outside.create("\(chroot)/b")
            let change = try await first(changed)
            #expect(change?.type == .nodeDataChanged)
            #expect(change?.path == "/a")
            let listing = try await first(listed)
            #expect(listing?.type == .nodeChildrenChanged)
            #expect(listing?.path == "/")
        }
    }

    @Test func watchesSurviveAReconnect() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: "\(proxy.address)/app") { inside in
                    try await Fixture.withConnection(to: server.address) { outside in
                        _ = try await inside.create("/a")
                        let changed = try await inside.getW("/a").events
                        let created = try await inside.existsW("/b").events
                        let listed = try await inside.childrenW("/").events
                        let events = inside.events()
                        proxy.accept(false)
                        proxy.cut()
                        _ = try await first(events) { $0.state == .disconnected }
                        try await outside.set("/app/a", data: [1])
                        _ = try await outside.create("/app/b")
                        proxy.accept(true)
                        for (stream, path) in [(changed, "/a"), (created, "/b"), (listed, "/")] {
                            let event = try await first(stream)
                            #expect(event?.path == path)
                            #expect(event?.type != .notWatching)
                        }
                    }
                }
            }
        }
    }

    @Test func anElection() async throws {
        let server = try await Fixture.server()
        let chroot = Fixture.path()
        func candidate(_ ident: String, at path: String) async throws -> Elector {
            var opts = Fixture.opts()
            opts.chroot = chroot
            return try await Elector.start(
                ident: ident,
                basePath: path,
                connector: .newConnection(addrs: [server.address], opts: opts)
            )
        }
        let one = try await candidate("one", at: "/base")
        try await one.expect(leader: true)
        // The same election, seen from the server's root.
        let two = try await IntegrationTests.candidate("two", at: "\(chroot)/base", on: server.address)
        try await two.expect(leader: false)
        try await Poll.until("the follower knows the leader") { two.leaderIdent == "one" }
        try await one.close()
        try await two.expect(leader: true)
        try await two.close()
    }

    // MARK: - Creating it

    @Test func manyOpenItAtOnce() async throws {
        let server = try await Fixture.server()
        let chroot = "\(Fixture.path())/a/b/c"
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try await Fixture.withConnection(to: "\(server.address)\(chroot)") {
                        _ = try await $0.create("/n-", flags: .sequential)
                    }
                }
            }
            try await group.waitForAll()
        }
        try await Fixture.withConnection(to: server.address) { outside in
            let (children, acl) = (
                try await outside.children(chroot).children, try await outside.getACL(chroot).acl
            )
            #expect(children.count == 20)
            #expect(acl == ZKACL.world(.all))
        }
    }

    @Test func whereItMayNotBeCreatedThereIsNoConnection() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let auth = ConnectionOpts.Auth(scheme: "digest", secret: Array("user:secret".utf8))
        try await Fixture.withConnection(to: server.address, opts: Fixture.opts(auth: auth)) { outside in
            _ = try await outside.create(path, acl: ZKACL.auth(.all))
        }
        let connection = ZKConnection(addrs: ["\(server.address)\(path)/app"], opts: Fixture.opts())
        let error = await #expect(throws: ZKError.self) { try await connection.connect() }
        #expect(error?.code == .noAuth)
        #expect(error?.path == "\(path)/app")
        #expect(error?.message?.contains("chroot") == true)
        #expect(connection.sessionID == nil)
        await connection.close()
        // Credentials come first.
        try await Fixture.withConnection(
            to: "\(server.address)\(path)/app",
            opts: Fixture.opts(auth: auth)
        ) { inside in
            let stat = try await inside.exists("/")
            #expect(stat != nil)
        }
        // What exists is not created, and needs no permission.
        try await Fixture.withConnection(to: "\(server.address)\(path)/app") { inside in
            let stat = try await inside.exists("/")
            #expect(stat != nil)
        }
    }

    @Test func contradictionsAreRefused() async throws {
        for addrs in [["127.0.0.1:1/a", "127.0.0.1:2/b"], ["127.0.0.1:1/a/"], ["127.0.0.1:1/other"]] {
            var opts = Fixture.opts()
            opts.chroot = "/a"
            let connection = ZKConnection(addrs: addrs, opts: opts)
            #expect(await code { _ = try await connection.connect() } == .badArguments)
        }
    }

    // MARK: - Limits

    /// The largest request counts the path that is sent.
    @Test func sizes() async throws {
        try await with { inside, outside, chroot in
            let session = inside.sessionID
            var largest: Int?
            for size in stride(from: 1_048_575, to: 1_048_000, by: -1) where largest == nil {
                let data = [UInt8](repeating: 1, count: size)
                if await code({ _ = try await inside.create("/big", data: data) }) != .requestTooLarge {
                    largest = size
                }
            }
            let stored = try await outside.exists("\(chroot)/big")?.dataLength
            #expect(stored == largest.map(Int32.init))
            #expect(inside.sessionID == session)
        }
    }
}
