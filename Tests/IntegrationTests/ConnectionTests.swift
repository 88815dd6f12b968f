import LeaderElection
import Logging
import Testing
import ZooKeeperTestKit

@Suite(.timeLimit(.minutes(3)))
struct ConnectionTests {
    @Test func connectGivesASession() async throws {
        let server = try await Fixture.server()
        let connection = ZKConnection(
            addrs: [server.address],
            opts: Fixture.opts(sessionTimeout: .seconds(8))
        )
        let (conn, events) = try await connection.connect()
        #expect(conn.sessionID == connection.sessionID)
        #expect(connection.sessionID != nil)
        #expect(connection.negotiatedSessionTimeout == .seconds(8))
        #expect(try await first(events)?.state == .hasSession)
        let session = connection.sessionID
        try await connection.connect()
        #expect(connection.sessionID == session, "a second connect keeps the session")
        await connection.close()
        #expect(connection.sessionID == nil)
    }

    @Test func manyConnectsAtOnceShareOneSession() async throws {
        let server = try await Fixture.server()
        let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
        let sessions = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<10 { group.addTask { try await connection.connect().conn.sessionID } }
            return try await group.reduce(into: Set<Int64?>()) { $0.insert($1) }
        }
        #expect(sessions.count == 1)
        #expect(sessions.first != .some(nil))
        await connection.close()
    }

    /// A session that was just announced is up: nobody is told of a disconnect that did not happen.
    @Test func aNewSessionIsUp() async throws {
        let server = try await Fixture.server()
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    for _ in 0..<20 {
                        try await Fixture.withConnection(to: server.address) { connection in
                            #expect(await connection.events().first { _ in true }?.state == .hasSession)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func theServerNegotiatesTheTimeout() async throws {
        let server = try await Fixture.server()
        try await Fixture.withConnection(
            to: server.address,
            opts: Fixture.opts(sessionTimeout: .milliseconds(300))
        ) {
            #expect($0.negotiatedSessionTimeout == .milliseconds(400), "two ticks are the least")
        }
        try await Fixture.withConnection(
            to: server.address,
            opts: Fixture.opts(sessionTimeout: .seconds(600))
        ) {
            #expect($0.negotiatedSessionTimeout == .seconds(60))
        }
    }

    @Test func closeEndsTheSessionAtOnce() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { other in
            for _ in 0..<20 {
                try await Fixture.withConnection(
                    to: server.address,
                    opts: Fixture.opts(sessionTimeout: .seconds(60))
                ) {
                    _ = try await $0.create(path, flags: .ephemeral)
                }
                // Long before its timeout; a server that is busy may do it a moment after the library has stopped waiting for that.
                try await Poll.until("the session has ended") { try await other.exists(path) == nil }
            }
        }
    }

    /// The C library loses its CLOSE when requests are on their way; ours waits for them.
    @Test func closeWithRequestsOnTheirWayEndsTheSession() async throws {
        let server = try await Fixture.server()
        let base = Fixture.path()
        try await Fixture.withConnection(to: server.address) { other in
            for round in 0..<10 {
                let path = "\(base)-\(round)"
                let connection = ZKConnection(
                    addrs: [server.address],
                    opts: Fixture.opts(sessionTimeout: .seconds(60))
                )
                try await connection.connect()
                _ = try await connection.create(path, flags: .ephemeral)
                await withTaskGroup { group in
                    for _ in 0..<200 { group.addTask { _ = try? await connection.exists(path) } }
                    // Behind this many are under way; without it the first ones, and the answer before them has just come.
                    if round.isMultiple(of: 2) { _ = try? await connection.exists(path) }
                    await connection.close()
                }
                try await Poll.until("the session has ended", within: .seconds(30)) {
                    try await other.exists(path) == nil
                }
            }
        }
    }

    @Test func anyOfSeveralServersWillDo() async throws {
        let server = try await Fixture.server()
        for addrs in [
            ["127.0.0.1:1", server.address], [server.address, "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"],
        ] {
            let connection = ZKConnection(addrs: addrs, opts: Fixture.opts())
            try await connection.connect()
            #expect(connection.sessionID != nil)
            await connection.close()
        }
    }

    @Test func namesAndIPv6() async throws {
        let server = try await Fixture.server()
        let port = try #require(server.address.split(separator: ":").last)
        try await Fixture.withConnection(to: "localhost:\(port)") { #expect($0.sessionID != nil) }
        let proxy = try await FaultProxy.start(to: server.address, host: "::1")
        #expect(proxy.address.hasPrefix("[::1]:"))
        try await Fixture.withConnection(to: proxy.address) { #expect($0.sessionID != nil) }
        await proxy.stop()
    }

    // MARK: - What is no ZooKeeper server

    @Test func silentPeer() async throws {
        try await JunkServer.run(answer: nil) { address in
            let connection = ZKConnection(
                addrs: [address],
                opts: ConnectionOpts(
                    connectTimeout: .seconds(20),
                    initialSessionTimeout: .milliseconds(300)
                )
            )
            let error = await #expect(throws: ZKError.self) { try await connection.connect() }
            #expect(error?.code == .operationTimeout)
            #expect(
                error?.message?.contains("no session") == true,
                "it accepted the connection: \(error as Any)"
            )
            await connection.close()
        }
    }

    /// The C library takes junk for a session: number 0, or a timeout of weeks, or a server that only reads.
    @Test(
        arguments: [
            Array("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".utf8),
            [UInt8](repeating: 0, count: 64),
            [UInt8](repeating: 0xFF, count: 64), [0, 0, 0, 36] + [UInt8](repeating: 0x7F, count: 36),
            [0, 0, 0, 37] + [UInt8](repeating: 1, count: 37),
            [0x7F, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0x20, count: 9_000),
        ]
    )
    func garbage(answer: [UInt8]) async throws {
        try await JunkServer.run(answer: answer) { address in
            for _ in 0..<5 {
                let connection = ZKConnection(
                    addrs: [address],
                    opts: ConnectionOpts(
                        connectTimeout: .milliseconds(200),
                        initialSessionTimeout: .milliseconds(200)
                    )
                )
                let code = await code { try await connection.connect() }
                #expect(code == .operationTimeout || code == .protocolViolation)
                #expect(connection.sessionID == nil)
                await connection.close()
            }
        }
    }

    // MARK: - Credentials

    @Test func credentialsOfTheOptionsHold() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let auth = ConnectionOpts.Auth(scheme: "digest", secret: Array("user:secret".utf8))
        try await Fixture.withConnection(to: server.address, opts: Fixture.opts(auth: auth)) { connection in
            _ = try await connection.create(path, data: [1], acl: ZKACL.auth(.all))
            #expect(try await connection.get(path).data == [1])
            #expect(
                try await connection.getACL(path).acl == ZKACL.digest(.all, user: "user", password: "secret"),
                "the server and we compute the same digest"
            )
        }
        let wrong = ConnectionOpts.Auth(scheme: "digest", secret: Array("user:wrong".utf8))
        try await Fixture.withConnection(to: server.address, opts: Fixture.opts(auth: wrong)) { connection in
            #expect(await code { _ = try await connection.get(path) } == .noAuth)
            try await connection.addAuth(scheme: "digest", secret: Array("user:secret".utf8))
            #expect(try await connection.get(path).data == [1])
        }
    }

    @Test func credentialsSurviveAReconnect() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: proxy.address) { connection in
                    try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8))
                    _ = try await connection.create("/mine", acl: ZKACL.auth(.all))
                    let events = connection.events()
                    proxy.cut()
                    _ = try await first(events) { $0.state == .disconnected }
                    _ = try await first(connection.events()) { $0.state == .hasSession }
                    _ = try await connection.get("/mine")
                }
            }
        }
    }

    /// The library puts credentials in front of what it has to send, also of the rest of a request.
    @Test func credentialsAreNoPartOfAnyRequest() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let opts = Fixture.opts(sessionTimeout: .seconds(60))
                try await Fixture.withConnection(to: proxy.address, opts: opts) { connection in
                    let paths = (1...16).map { "/large-\($0)" }
                    for path in paths { _ = try await connection.create(path) }
                    let events = connection.events()
                    proxy.stall()
                    let writes = paths.map { path in
                        Task { try await connection.set(path, data: Array(repeating: 0, count: 1_000_000)) }
                    }
                    let credentials = Task {
                        try await connection.addAuth(scheme: "digest", secret: Array("user:MARKER".utf8))
                    }
                    try await Task.sleep(for: .milliseconds(200))
                    proxy.resume()
                    for write in writes { _ = try await write.value }
                    try await credentials.value
                    for path in paths {
                        let data = try await connection.get(path).data
                        #expect(data.count == 1_000_000 && data.allSatisfy { $0 == 0 })
                    }
                    await connection.close()
                    let states = await events.reduce(into: []) { $0.append($1.state) }
                    #expect(states == [.hasSession, .closed])
                }
            }
        }
    }

    /// The same credentials, added once more in vain, are still those that were accepted before.
    @Test func credentialsThatWereAcceptedStay() async throws {
        try await Fixture.withServer { server in
            let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
            try await connection.connect()
            try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8))
            _ = try await connection.create("/mine", acl: ZKACL.auth(.all))
            let events = connection.events()
            try await server.expire(sessionID: try #require(connection.sessionID))
            _ = try await first(events) { $0.state == .expired }
            #expect(
                await code { try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8)) }
                    == .sessionExpired
            )
            try await connection.connect()
            _ = try await connection.get("/mine")
            await connection.close()
        }
    }

    /// Each heeds its own cancellation, whatever else waits; and what was given up is no part of a later session.
    @Test func addingCredentialsCanBeCancelled() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let opts = Fixture.opts(sessionTimeout: .seconds(60))
                try await Fixture.withConnection(to: proxy.address, opts: opts) { connection in
                    proxy.stall()
                    let first = Task {
                        try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8))
                    }
                    try await Task.sleep(for: .milliseconds(50))
                    let second = Task { try await connection.addAuth(scheme: "no-such-scheme", secret: [1]) }
                    try await Task.sleep(for: .milliseconds(50))
                    second.cancel()
                    await #expect(throws: CancellationError.self) { try await second.value }
                    proxy.resume()
                    try await first.value
                    #expect(connection.sessionID != nil)
                    _ = try await connection.exists("/")
                }
            }
        }
    }

    @Test func unknownSchemeIsRefused() async throws {
        let server = try await Fixture.server()
        let auth = ConnectionOpts.Auth(scheme: "no-such-scheme", secret: [1])
        let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts(auth: auth))
        #expect(await code { try await connection.connect() } == .authFailed)
        #expect(connection.sessionID == nil)
        await connection.close()

        let later = ZKConnection(addrs: [server.address], opts: Fixture.opts())
        try await later.connect()
        let events = later.events()
        #expect(await code { try await later.addAuth(scheme: "no-such-scheme", secret: [1]) } == .authFailed)
        #expect(later.sessionID == nil, "whoever is told that goes on from there")
        #expect(try await first(events) { $0.state == .authFailed } != nil)
        #expect(await code { _ = try await later.exists("/") } == .authFailed)
        await later.close()
    }

    // MARK: - The log

    @Test func theLibrarysLogGoesToTheLoggerOfItsConnection() async throws {
        let server = try await Fixture.server()
        let logs = [LogCapture(), LogCapture()]
        for (log, timeout) in zip(logs, [7, 9]) {
            var opts = Fixture.opts(sessionTimeout: .seconds(timeout))
            opts.logger = log.logger
            let connection = ZKConnection(addrs: [server.address], opts: opts)
            try await connection.connect()
            await connection.close()
        }
        for (log, timeout) in zip(logs, [7, 9]) {
            #expect(log.lines.contains { $0.text.contains("negotiated timeout=\(timeout)000") })
            #expect(!log.lines.contains { $0.text.contains("negotiated timeout=\(16 - timeout)000") })
            #expect(log.lines.allSatisfy { $0.level <= .info })
        }
    }

    @Test func aServerThatIsAwayDoesNotFloodTheLog() async throws {
        try await Fixture.withServer { server in
            let log = LogCapture()
            var opts = Fixture.opts(sessionTimeout: .seconds(40))
            opts.logger = log.logger
            let connection = ZKConnection(addrs: [server.address], opts: opts)
            try await connection.connect()
            let events = connection.events()
            #expect(try await first(events) { $0.state == .hasSession } != nil)
            for outage in 1...2 {
                let earlier = log.lines.count
                try await server.kill()
                func refusals() -> [LogCapture.Line] {
                    log.lines.dropFirst(earlier).filter { $0.text.contains("refused") }
                }
                try await Poll.until("refused many times") { refusals().count > 8 }
                let news = refusals().count { $0.level == .info }
                #expect((1...2).contains(news), "outage \(outage)")
                try await server.restart()
                #expect(try await first(events) { $0.state == .hasSession } != nil)
            }
            await connection.close()
        }
    }
}
