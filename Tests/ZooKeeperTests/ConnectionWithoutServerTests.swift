import Testing

@testable import ZooKeeper

/// What a connection says before it is open, after it is closed, and to arguments that make no sense.
@Suite(.timeLimit(.minutes(2)))
struct ConnectionWithoutServerTests {
    /// For tests that are not about these timeouts, on a machine that may be busy.
    private let patient = ConnectionOpts(connectTimeout: .seconds(60), initialSessionTimeout: .seconds(60))

    @Test func beforeConnect() async throws {
        let connection = ZKConnection(addrs: ["127.0.0.1:1"])
        #expect(await code { _ = try await connection.get("/a") } == .invalidState)
        #expect(await code { try await connection.addAuth(scheme: "digest", secret: [1]) } == .invalidState)
        #expect(await code { try await connection.addAuth(scheme: "", secret: [1]) } == .badArguments)
        #expect(connection.sessionID == nil)
        #expect(connection.negotiatedSessionTimeout == nil)
        #expect(await connection.events().first { _ in true }?.state == .disconnected)
    }

    @Test func afterClose() async throws {
        let connection = ZKConnection(addrs: ["127.0.0.1:1"])
        let before = connection.events()
        await connection.close()
        await connection.close()
        #expect(await code { _ = try await connection.get("/a") } == .closing)
        #expect(await code { _ = try await connection.connect() } == .closing)
        #expect(await code { try await connection.addAuth(scheme: "digest", secret: []) } == .closing)
        #expect(await before.reduce(into: []) { $0.append($1.state) } == [.disconnected, .closed])
        #expect(await connection.events().reduce(into: []) { $0.append($1.state) } == [.closed])
    }

    @Test func noAddress() async {
        #expect(await code { _ = try await ZKConnection(addrs: []).connect() } == .badArguments)
        #expect(
            await code { _ = try await ZKConnection(addrs: ["ok:1", "zk:99999"]).connect() } == .badArguments
        )
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .microseconds(1), .seconds(100_000)])
    func durationsThatMakeNoSense(duration: Duration) async {
        for opts in [
            ConnectionOpts(connectTimeout: duration), ConnectionOpts(initialSessionTimeout: duration),
            ConnectionOpts(sessionTimeout: duration),
        ] {
            let connection = ZKConnection(addrs: ["127.0.0.1:1"], opts: opts)
            #expect(await code { _ = try await connection.connect() } == .badArguments)
        }
    }

    @Test func aSessionTimeoutTooShortToConnectIn() async {
        let opts = ConnectionOpts(sessionTimeout: .milliseconds(99))
        #expect(
            await code { _ = try await ZKConnection(addrs: ["127.0.0.1:1"], opts: opts).connect() }
                == .badArguments
        )
    }

    /// Nobody listens: the connect timeout holds, and not the longer one for a session; and the connection can be tried again.
    @Test func nobodyListens() async throws {
        let connection = ZKConnection(
            addrs: ["127.0.0.1:1"],
            opts: ConnectionOpts(connectTimeout: .milliseconds(50), initialSessionTimeout: .seconds(3_600))
        )
        for _ in 0..<3 {
            let error = await #expect(throws: ZKError.self) { _ = try await connection.connect() }
            #expect(error?.code == .operationTimeout)
            #expect(error?.message?.contains("no server accepted a connection") == true)
            #expect(connection.link.present == .disconnected)
        }
        await connection.close()
    }

    @Test func nameThatDoesNotResolve() async {
        let connection = ZKConnection(addrs: ["no-such-host.invalid:2181"], opts: patient)
        #expect(await code { _ = try await connection.connect() } == .unknownHost)
        await connection.close()
    }

    @Test(arguments: ["10.0.0.256", "1.2.3.4.5", "fe80::1%nope"])
    func addressThatIsNone(_ address: String) async {
        let connection = ZKConnection(addrs: [address], opts: patient)
        #expect(await code { _ = try await connection.connect() } == .unknownHost)
        await connection.close()
    }

    /// A name server that does not answer must not hold anybody up.
    @Test func nameThatTakesForEver() async {
        struct Silent: NameResolver {
            let never = OneShot<[String]>()
            func addresses(of host: String) async throws -> [String] { try await never.value() }
        }
        var opts = patient
        opts.connectTimeout = .milliseconds(50)
        opts.resolver = Silent()
        let connection = ZKConnection(addrs: ["zk"], opts: opts)
        #expect(await code { _ = try await connection.connect() } == .unknownHost)
        await connection.close()
    }

    /// A name is asked for once: of two answers one might be empty.
    @Test func oneNameWithTwoPorts() async throws {
        struct Once: NameResolver {
            let asked = Locked(0)
            func addresses(of host: String) async throws -> [String] {
                let number = asked.withLock { asked in
                    asked += 1
                    return asked
                }
                return number == 1 ? ["127.0.0.1"] : []
            }
        }
        for _ in 0..<50 {
            var opts = patient
            opts.resolver = Once()
            let opener = SessionOpener(addrs: [], opts: opts, link: SessionLink())
            let servers = [ServerAddress(host: "zk", port: 1), ServerAddress(host: "zk", port: 2)]
            let found = try await opener.resolve(servers)
            #expect(found == servers.map { ServerAddress(host: "127.0.0.1", port: $0.port) })
        }
    }

    @Test func cancelledConnect() async throws {
        for _ in 0..<50 {
            let connection = ZKConnection(addrs: ["127.0.0.1:1"], opts: patient)
            let task = Task { _ = try await connection.connect() }
            await Task.yield()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            await connection.close()
        }
    }

    @Test func closeEndsAConnectThatIsUnderWay() async throws {
        for _ in 0..<50 {
            let connection = ZKConnection(addrs: ["127.0.0.1:1"], opts: patient)
            let events = connection.events()
            let task = Task { _ = try await connection.connect() }
            _ = await events.first { $0.state == .connecting }
            await connection.close()
            let error = await #expect(throws: ZKError.self) { try await task.value }
            #expect(error?.code == .closing)
        }
    }
}
