import LeaderElection
import Testing
import ZooKeeperTestKit

/// Persistent, ephemeral, sequential, container, and with a time to live.
@Suite(.timeLimit(.minutes(3)))
struct NodeKindTests {
    private func with(_ body: (ZKConnection, String) async throws -> Void) async throws {
        try await Fixture.withConnection(to: try await Fixture.server().address) { connection in
            let path = Fixture.path("kind")
            _ = try await connection.create(path)
            try await body(connection, path)
        }
    }

    @Test(arguments: [[], .ephemeral, .sequential, [.ephemeral, .sequential]] as [ZKCreateFlags])
    func ephemeralAndSequential(flags: ZKCreateFlags) async throws {
        let server = try await Fixture.server()
        try await Fixture.withConnection(to: server.address) { outside in
            let base = Fixture.path("kind")
            let path = try await Fixture.withConnection(to: server.address) { connection in
                _ = try await connection.create(base)
                let path = try await connection.create("\(base)/n", flags: flags)
                #expect(path == "\(base)/n" + (flags.contains(.sequential) ? "0000000000" : ""))
                let owner = try await connection.exists(path)?.ephemeralOwner
                #expect(owner == (flags.contains(.ephemeral) ? connection.sessionID : 0))
                return path
            }
            let stat = try await outside.exists(path)
            #expect((stat == nil) == flags.contains(.ephemeral), "an ephemeral node goes with its session")
        }
    }

    @Test func container() async throws {
        try await with { connection, path in
            let container = try await connection.create("\(path)/container", data: [1], flags: .container)
            #expect(container == "\(path)/container")
            let (data, stat) = try await connection.get(container)
            #expect(data == [1])
            #expect(stat.ephemeralOwner == 0)
            _ = try await connection.create("\(container)/child")
            #expect(
                await code { _ = try await connection.create(container, flags: .container) } == .nodeExists
            )
        }
    }

    @Test(arguments: [[], .sequential] as [ZKCreateFlags])
    func timeToLive(flags: ZKCreateFlags) async throws {
        try await with { connection, path in
            for milliseconds in [1, 3_600_000, 1 << 40 - 1] as [Int64] {
                let node = try await connection.create(
                    "\(path)/\(milliseconds)-",
                    data: [1],
                    flags: flags,
                    ttl: .milliseconds(milliseconds)
                )
                #expect(node.hasPrefix("\(path)/\(milliseconds)-"))
                #expect((node == "\(path)/\(milliseconds)-") == !flags.contains(.sequential))
                // One of a millisecond may have gone by now.
                if milliseconds > 1 {
                    let (data, stat) = try await connection.get(node)
                    #expect(data == [1])
                    #expect(stat.ephemeralOwner == 0)
                }
            }
        }
    }

    @Test func whatContradictsItselfIsRefused() async throws {
        try await with { connection, path in
            let target = "\(path)/x"
            for flags in [[.container, .ephemeral], [.container, .sequential]] as [ZKCreateFlags] {
                #expect(await code { _ = try await connection.create(target, flags: flags) } == .badArguments)
            }
            for flags in [.ephemeral, .container, [.ephemeral, .sequential]] as [ZKCreateFlags] {
                let code = await code {
                    _ = try await connection.create(target, flags: flags, ttl: .seconds(1))
                }
                #expect(code == .badArguments)
            }
            for ttl in [.zero, .milliseconds(-1), .microseconds(999), .milliseconds(1 << 40)] as [Duration] {
                #expect(await code { _ = try await connection.create(target, ttl: ttl) } == .badArguments)
            }
            let stat = try await connection.exists(target)
            #expect(stat == nil)
        }
    }

    @Test func underAChroot() async throws {
        let server = try await Fixture.server()
        let chroot = Fixture.path("kind")
        try await Fixture.withConnection(to: "\(server.address)\(chroot)") { connection in
            #expect(try await connection.create("/c", flags: .container) == "/c")
            #expect(try await connection.create("/c/t", ttl: .seconds(60)) == "/c/t")
            let stat = try await connection.exists("/c/t")
            #expect(stat != nil)
        }
    }

    @Test func aServerThatDoesNotAllowIt() async throws {
        try await Fixture.withServer(settings: ["extendedTypesEnabled": "false"]) { server in
            try await Fixture.withConnection(to: server.address) { connection in
                #expect(
                    await code { _ = try await connection.create("/t", ttl: .seconds(1)) } == .unimplemented
                )
                _ = try await connection.create("/c", flags: .container)
            }
        }
    }
}
