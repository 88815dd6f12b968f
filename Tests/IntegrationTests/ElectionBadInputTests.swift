import LeaderElection
import Testing
import ZooKeeperTestKit

/// What makes no sense, or is not allowed: a typed error, and nothing left behind.
@Suite(.timeLimit(.minutes(3)))
struct ElectionBadInputTests {
    private func start(
        ident: String = "me",
        path: String = "/base",
        addrs: [String]? = nil,
        opts: ConnectionOpts = Fixture.opts()
    ) async throws -> any Error {
        let address = try await Fixture.server().address
        return try await #require(throws: (any Error).self) {
            try await Elector.start(
                ident: ident,
                basePath: path,
                connector: .newConnection(addrs: addrs ?? [address], opts: opts)
            )
        }
    }

    @Test func identsAndPaths() async throws {
        #expect((try await start(ident: "") as? ElectorError)?.code == .blankIdent)
        #expect((try await start(ident: " \n") as? ElectorError)?.code == .blankIdent)
        let huge = String(repeating: "x", count: 1 << 20)
        #expect((try await start(ident: huge) as? ElectorError)?.code == .identTooLarge)
        for path in ["", "/", "base", "/base/", "/a//b", "/a/./b", "/a/../b", "/a\0"] {
            #expect((try await start(path: path) as? ElectorError)?.code == .badBasePath)
        }
    }

    @Test func addresses() async throws {
        for addrs in [[], [""], ["zk:99999"], ["zk:0"], [":2181"]] {
            #expect((try await start(addrs: addrs) as? ZKError)?.code == .badArguments)
        }
        #expect((try await start(addrs: ["no-such-host.invalid"]) as? ZKError)?.code == .unknownHost)
        for address in ["127.0.0.1:1", "[::1]:1"] {
            let opts = ConnectionOpts(
                connectTimeout: .milliseconds(100),
                initialSessionTimeout: .seconds(3_600)
            )
            #expect((try await start(addrs: [address], opts: opts) as? ZKError)?.code == .operationTimeout)
        }
    }

    @Test func timeouts() async throws {
        for timeout in [Duration.zero, .seconds(-1)] {
            for opts in [
                ConnectionOpts(connectTimeout: timeout), ConnectionOpts(initialSessionTimeout: timeout),
                ConnectionOpts(sessionTimeout: timeout),
            ] {
                #expect((try await start(opts: opts) as? ZKError)?.code == .badArguments)
            }
        }
    }

    /// An ident as large as allowed goes through.
    @Test func theLargestIdent() async throws {
        let server = try await Fixture.server()
        let ident = String(repeating: "x", count: 1_040_000)
        let path = Fixture.path()
        let elector = try await candidate(ident, at: path, on: server.address)
        try await elector.expect(leader: true)
        let second = try await candidate("second", at: path, on: server.address)
        try await second.expect(leader: false)
        #expect(second.leaderIdent == ident)
        try await second.close()
        try await elector.close()
    }

    /// Scenario 23: no right to create. One error, at once, and no storm of retries.
    @Test func noRightToCreate() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(to: server.address) { connection in
                _ = try await connection.create("/readonly", acl: ZKACL.world(.read))
                for path in ["/readonly", "/readonly/base"] {
                    let before = try await server.packetsReceived()
                    let elector = try await candidate("me", at: path, on: server.address)
                    let error = try await elector.expectEnd(.zooKeeper)
                    #expect(error.cause?.code == .noAuth)
                    #expect(error.path?.hasPrefix(path) == true)
                    try await elector.close()
                    #expect(try await server.packetsReceived() - before < 20)
                    #expect(try await connection.children("/readonly").children == [])
                }
            }
        }
    }

    @Test func noRightToReadTheList() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path, acl: ZKACL.world([.create, .delete]))
            let elector = try await candidate("me", at: path, on: server.address)
            let error = try await elector.expectEnd(.zooKeeper)
            #expect(error.cause?.code == .noAuth)
            try await elector.close()
            #expect(try await connection.exists(path)?.numChildren == 0)
        }
    }

    @Test func aWrongDigestAndAnUnknownScheme() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path, acl: ZKACL.digest(.all, user: "me", password: "right"))
        }
        let wrong = ConnectionOpts.Auth(scheme: "digest", secret: Array("me:wrong".utf8))
        let elector = try await Elector.start(
            ident: "me",
            basePath: path,
            connector: .newConnection(addrs: [server.address], opts: Fixture.opts(auth: wrong))
        )
        #expect(try await elector.expectEnd(.zooKeeper).cause?.code == .noAuth)
        try await elector.close()
        let unknown = ConnectionOpts.Auth(scheme: "no-such-scheme", secret: [])
        #expect((try await start(opts: Fixture.opts(auth: unknown)) as? ZKError)?.code == .authFailed)
    }

    @Test func aBasePathUnderAnEphemeralNode() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path, flags: .ephemeral)
            for base in [path, "\(path)/base"] {
                let elector = try await candidate("me", at: base, on: server.address)
                #expect(try await elector.expectEnd(.zooKeeper).cause?.code == .noChildrenForEphemerals)
                try await elector.close()
            }
        }
    }
}
