import LeaderElection
import Testing

@testable import ZooKeeper
@testable import ZooKeeperTestKit

@Suite(.timeLimit(.minutes(3)))
struct SessionTests {
    @Test func anExpiredSessionIsOverAndAnotherCanBeOpened() async throws {
        let server = try await Fixture.server()
        try await Fixture.withConnection(to: server.address) { connection in
            let path = Fixture.path()
            _ = try await connection.create(path, flags: .ephemeral)
            let old = try #require(connection.sessionID)
            let events = connection.events()
            try await server.expire(sessionID: old)
            _ = try await first(events) { $0.state == .expired }
            #expect(connection.sessionID == nil)
            #expect(await code { _ = try await connection.get(path) } == .sessionExpired)
            try await connection.connect()
            #expect(connection.sessionID != old)
            #expect(try await connection.exists(path) == nil, "its ephemeral nodes went with it")
        }
    }

    /// Scenario 6. In Go two readers of one channel split its events between them.
    @Test func everySubscriberHearsEverything() async throws {
        let server = try await Fixture.server()
        let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
        let early = connection.events()
        try await connection.connect()
        let subscribers = (0..<5).map { _ in connection.events() }
        let neverRead = connection.events()
        try await server.expire(sessionID: try #require(connection.sessionID))
        for events in subscribers { _ = try await first(events) { $0.state == .expired } }
        try await connection.connect()
        await connection.close()
        #expect(await early.reduce(into: []) { $0.append($1.state) }.first == .disconnected)
        for events in subscribers {
            let rest = await events.reduce(into: []) { $0.append($1.state) }
            #expect(rest.suffix(3) == [.connecting, .hasSession, .closed])
        }
        let states = await neverRead.reduce(into: []) { $0.append($1.state) }
        #expect(states.first == .hasSession)
        #expect(states.contains(.expired))
        #expect(states.last == .closed)
    }

    @Test func aSessionOutlivesARestartOfTheServer() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(
                to: server.address,
                opts: Fixture.opts(sessionTimeout: .seconds(30))
            ) { connection in
                _ = try await connection.create("/mine", flags: .ephemeral)
                let session = connection.sessionID
                let events = connection.events()
                try await server.kill()
                _ = try await first(events) { $0.state == .disconnected }
                let failure = await code { _ = try await connection.get("/mine") }
                #expect(failure == .connectionLoss || failure == .operationTimeout)
                try await server.restart()
                _ = try await first(events) { $0.state == .hasSession }
                #expect(connection.sessionID == session)
                #expect(try await connection.exists("/mine")?.ephemeralOwner == session)
            }
        }
    }

    /// Scenario 30 (ZOOKEEPER-2184): the server comes back under another address, and the name leads there.
    @Test func namesAreResolvedAgain() async throws {
        try await Fixture.withServer { server in
            let port = try #require(server.address.split(separator: ":").last)
            let names = Names()
            var opts = Fixture.opts(sessionTimeout: .seconds(12))
            opts.resolver = names
            try await Fixture.withConnection(to: "zk.example:\(port)", opts: opts) { connection in
                try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8))
                _ = try await connection.create("/mine", flags: .ephemeral, acl: ZKACL.auth(.all))
                let session = connection.sessionID
                let watch = try await connection.getW("/mine").events
                let events = connection.events()
                try await server.restart(host: "127.0.0.2")
                _ = try await first(events) { $0.state == .disconnected }
                #expect(await code { _ = try await connection.exists("/mine") } != nil)
                names.address.withLock { $0 = "127.0.0.2" }
                _ = try await first(events) { $0.state == .hasSession }
                #expect(connection.sessionID == session, "the session moved along")
                #expect(
                    try await connection.get("/mine").stat.ephemeralOwner == session,
                    "and so did the credentials"
                )
                let told = try #require(try await first(watch))
                #expect(told.type == .notWatching, "a watch does not move, and says so")
                #expect(told.state == .disconnected)
            }
        }
    }

    /// Scenario 26: nothing hangs, whatever happens to the connection under it.
    @Test(arguments: ["close", "expire", "cut", "stall and close"])
    func nothingHangs(fault: String) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                for _ in 0..<5 {
                    // So that it is not the silence that ends them.
                    let opts = Fixture.opts(sessionTimeout: .seconds(60))
                    let connection = ZKConnection(addrs: [proxy.address], opts: opts)
                    try await connection.connect()
                    let session = try #require(connection.sessionID)
                    if fault == "stall and close" { proxy.stall() }
                    let codes = try await withDeadline(.seconds(60)) {
                        await withTaskGroup(of: ZKError.Code?.self) { group in
                            for number in 0..<1_000 {
                                group.addTask {
                                    await code { _ = try await connection.exists("/\(number)") }
                                }
                            }
                            group.addTask {
                                switch fault {
                                case "expire": try? await server.expire(sessionID: session)
                                case "cut": proxy.cut()
                                default: await connection.close()
                                }
                                return nil
                            }
                            return await group.reduce(into: Set()) { $0.insert($1) }
                        }
                    }
                    let possible: Set<ZKError.Code?> = [
                        nil, .closing, .connectionLoss, .sessionExpired, .operationTimeout,
                    ]
                    #expect(codes.isSubset(of: possible), "\(codes)")
                    if fault == "stall and close" { #expect(codes == [nil, .closing]) }
                    proxy.resume()
                    await connection.close()
                    #expect(await code { _ = try await connection.exists("/") } == .closing)
                }
            }
        }
    }

    /// A server may end a session and leave its connection open, and refuse what comes over that: as expired, or as unknown. Whoever
    /// asks nothing learns of it at the next reconnect.
    @Test(arguments: [-12, -112] as [Int32], [true, false])
    func aServerThatHasForgottenTheSessionIsBelieved(error: Int32, asks: Bool) async throws {
        let server = try await Fixture.server()
        let answer = Locked<Int32?>(nil)
        let relay = try await Relay.start(to: server.address) {
            [.toClient: ForgetfulFilter(error: answer)]
        }
        let connection = ZKConnection(
            addrs: [relay.address],
            opts: Fixture.opts(sessionTimeout: .seconds(60))
        )
        try await connection.connect()
        let session = connection.sessionID
        let watch = try await connection.getW("/").events
        let events = connection.events()
        answer.withLock { $0 = error }
        if asks {
            #expect(await code { _ = try await connection.get("/") } == .sessionExpired)
            #expect(connection.sessionID == nil)
        } else {
            relay.control.cut()
        }
        _ = try await first(events) { $0.state == .expired }
        let told = try #require(try await first(watch))
        #expect(told.type == .notWatching)
        #expect(told.state == .expired)
        answer.withLock { $0 = nil }
        try await connection.connect()
        #expect(connection.sessionID != session)
        _ = try await connection.get("/")
        await connection.close()
        await relay.stop()
    }

    /// One of each kind, at `/a`, none of which succeeds with anything but `/a` and what itself creates.
    private func calls(of connection: ZKConnection) -> [@Sendable () async throws -> Void] {
        [
            { _ = try await connection.get("/a") }, { _ = try await connection.getW("/a") },
            { _ = try await connection.exists("/a") }, { _ = try await connection.existsW("/a") },
            { _ = try await connection.children("/a") }, { _ = try await connection.childrenW("/a") },
            { _ = try await connection.create("/a/b") }, { try await connection.delete("/a/none") },
            { _ = try await connection.set("/a", data: []) }, { try await connection.sync("/") },
            { _ = try await connection.getACL("/a") },
            { try await connection.setACL("/a", acl: ZKACL.world(.all)) },
            { _ = try await connection.multi([.check("/a")]) },
            { try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8)) },
            { _ = try await connection.createProtectedEphemeralSequential("/a/lock-") },
            { try await connection.deleteReliably("/a/none") },
        ]
    }

    /// Scenario 26: every kind of call, while no answer comes, and once more when all is over.
    @Test(arguments: [true, false])
    func noCallHangsWhenItsSessionEnds(closes: Bool) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let opts = Fixture.opts(sessionTimeout: .seconds(60))
                let connection = ZKConnection(addrs: [proxy.address], opts: opts)
                try await connection.connect()
                _ = try await connection.create("/a")
                let session = try #require(connection.sessionID)
                let end: ZKError.Code = closes ? .closing : .sessionExpired
                proxy.stall()
                try await withDeadline(.seconds(60)) {
                    await withTaskGroup(of: ZKError.Code?.self) { group in
                        for call in calls(of: connection) { group.addTask { await code(call) } }
                        // So that they are on their way.
                        for _ in 0..<100 { await Task.yield() }
                        if closes {
                            await connection.close()
                        } else {
                            try? await server.expire(sessionID: session)
                            // What is held back is dropped: no answer ever comes.
                            proxy.cut()
                            proxy.resume()
                        }
                        for await found in group {
                            #expect(found == end || !closes && found == .connectionLoss, "\(found as Any)")
                        }
                    }
                }
                proxy.resume()
                for call in calls(of: connection) {
                    let found = try await withDeadline(.seconds(30)) { await code(call) }
                    #expect(found == end)
                }
                await connection.close()
            }
        }
    }

    @Test func everyRequestCanBeCancelled() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(
                    to: proxy.address,
                    opts: Fixture.opts(sessionTimeout: .seconds(60))
                ) { connection in
                    _ = try await connection.create("/a")
                    proxy.stall()
                    for call in calls(of: connection) {
                        let task = Task { try await call() }
                        for _ in 0..<Int.random(in: 0...3) { await Task.yield() }
                        task.cancel()
                        await #expect(throws: CancellationError.self) { try await task.value }
                    }
                    proxy.resume()
                    _ = try await connection.get("/a")
                    try await Poll.until("the cancelled create has left nothing") {
                        try await connection.children("/a").children.allSatisfy { !$0.hasPrefix("_c_") }
                    }
                }
            }
        }
    }

    /// One name that is slow to resolve keeps nobody from the servers that are known.
    @Test func aSlowNameIsNotWaitedForWhereAnotherAnswers() async throws {
        struct Slow: NameResolver {
            let never = OneShot<[String]>()
            func addresses(of host: String) async throws -> [String] {
                host == "slow" ? try await never.value() : [host]
            }
        }
        let server = try await Fixture.server()
        var opts = Fixture.opts()
        opts.connectTimeout = .seconds(4)
        opts.resolver = Slow()
        let connection = ZKConnection(addrs: ["slow:1", server.address], opts: opts)
        try await connection.connect()
        await connection.close()
    }

    /// A partition may take the name server along: where the servers were last, they may be again.
    @Test func whereTheServersWereIsTriedAgainWithoutANameServer() async throws {
        try await Fixture.withServer { server in
            let port = try #require(server.address.split(separator: ":").last)
            let names = Names()
            // So that a move is given up soon, and the session lives on while nobody can reach it.
            var opts = Fixture.opts(sessionTimeout: .seconds(4))
            opts.resolver = names
            try await Fixture.withConnection(to: "zk.example:\(port)", opts: opts) { connection in
                let session = connection.sessionID
                let events = connection.events()
                _ = try await first(events) { $0.state == .hasSession }
                try server.suspend()
                names.address.withLock { $0 = "127.0.0.3" }
                _ = try await first(events) { $0.state == .disconnected }
                try await Poll.until("no handle is left") { !connection.link.hasHandle }
                names.address.withLock { $0 = nil }
                try await server.restart(host: "127.0.0.3")
                let back = try await first(events) { $0.state == .hasSession || $0.state == .expired }
                #expect(back?.state == .expired || connection.sessionID == session)
            }
        }
    }

    /// The client's own words to the server that end a session: a session that goes on elsewhere must not be taken up after them.
    @Test func aHandleTellsWhetherItHasAskedForTheEndOfItsSession() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                for isStalled in [false, true] {
                    if isStalled { proxy.stall() }
                    let handle = ZKHandle.make(logger: ConnectionOpts().logger) { _, _ in }
                    let ensemble = try Ensemble(parsing: [proxy.address], chroot: nil)
                    try handle.open(
                        servers: ensemble.servers,
                        sessionTimeout: .seconds(10),
                        resuming: nil
                    )
                    if !isStalled { _ = try await handle.firstSession() }
                    #expect(!handle.hasAskedForEnd)
                    await handle.close()
                    #expect(handle.hasAskedForEnd == !isStalled)
                }
            }
        }
    }

    /// Who waits for another to connect does so itself when that one gives up.
    @Test func anotherConnectsWhenTheFirstOneGivesUp() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                proxy.stall()
                let connection = ZKConnection(addrs: [proxy.address], opts: Fixture.opts())
                let events = connection.events()
                let first = Task { _ = try await connection.connect() }
                _ = await events.first { $0.state == .connecting }
                let second = Task { _ = try await connection.connect() }
                await Task.yield()
                first.cancel()
                await #expect(throws: CancellationError.self) { try await first.value }
                proxy.resume()
                try await second.value
                #expect(connection.sessionID != nil)
                await connection.close()
            }
        }
    }
}
