import LeaderElection
import Testing
import ZooKeeperTestKit

/// Scenario 8 for the client: a reply that is lost leaves exactly one node, or none.
@Suite(.timeLimit(.minutes(3)))
struct ProtectedCreateTests {
    private func with(_ body: (ZKConnection, FaultProxy, TestServer) async throws -> Void) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: proxy.address) { connection in
                    _ = try await connection.create("/base")
                    try await body(connection, proxy, server)
                }
            }
        }
    }

    @Test func makesANodeInTheFormOfGo() async throws {
        try await with { connection, _, _ in
            let path = try await connection.createProtectedEphemeralSequential("/base/lock-", data: [1])
            #expect(path.wholeMatch(of: /\/base\/_c_[0-9a-f]{32}-lock-[0-9]{10}/) != nil)
            let (data, stat) = try await connection.get(path)
            #expect(data == [1])
            #expect(stat.ephemeralOwner == connection.sessionID)
        }
    }

    @Test func aLostReplyIsFoundAgain() async throws {
        try await with { connection, proxy, _ in
            for round in 1...10 {
                let (syncs, creates) = (proxy.requests(.sync), proxy.requests(.create2))
                proxy.cutAfterApplying(.create2)
                let path = try await connection.createProtectedEphemeralSequential("/base/lock-")
                #expect(!proxy.isArmed)
                #expect(try await connection.children("/base").children.count == round)
                #expect(try await connection.exists(path)?.ephemeralOwner == connection.sessionID)
                #expect(
                    proxy.requests(.sync) == syncs + 1,
                    "the server is made to catch up before the look-up"
                )
                #expect(proxy.requests(.create2) == creates + 1, "it is found, not made again")
            }
        }
    }

    @Test func aLostRequestIsSentAgain() async throws {
        try await with { connection, proxy, _ in
            proxy.cutBefore(.create2)
            let path = try await connection.createProtectedEphemeralSequential("/base/lock-")
            #expect(!proxy.isArmed)
            #expect(
                try await connection.children("/base").children == [
                    path.split(separator: "/").last.map(String.init)
                ]
            )
        }
    }

    @Test func theLookUpMayBeLostToo() async throws {
        try await with { connection, proxy, _ in
            proxy.cutAfterApplying(.create2)
            proxy.cutAfterApplying(.sync)
            proxy.cutAfterApplying(.getChildren2)
            _ = try await connection.createProtectedEphemeralSequential("/base/lock-")
            #expect(!proxy.isArmed)
            #expect(try await connection.children("/base").children.count == 1)
        }
    }

    @Test func theSessionMayExpireMeanwhile() async throws {
        try await with { connection, proxy, server in
            let session = try #require(connection.sessionID)
            let events = connection.events()
            proxy.cutAfterApplying(.create2)
            proxy.accept(true)
            let task = Task { try await connection.createProtectedEphemeralSequential("/base/lock-") }
            try await Poll.until("the reply is lost") { !proxy.isArmed }
            proxy.accept(false)
            proxy.cut()
            try await server.expire(sessionID: session)
            proxy.accept(true)
            _ = try await first(events) { $0.state == .expired }
            switch await task.result {
            case .success(let path):
                #expect(
                    try await Fixture.withConnection(to: server.address) { try await $0.exists(path) } == nil
                )
            case .failure(let error): #expect((error as? ZKError)?.code == .sessionExpired)
            }
            #expect(try await children(of: "/base", on: server.address) == [])
        }
    }

    @Test func whoeverGivesUpLeavesNothing() async throws {
        try await with { connection, proxy, server in
            for round in 0..<10 {
                if round.isMultiple(of: 2) { proxy.cutAfterApplying(.create2) }
                let count = proxy.requests(.create2)
                let task = Task { try await connection.createProtectedEphemeralSequential("/base/lock-") }
                try await Poll.until("the create is on its way") { proxy.requests(.create2) > count }
                task.cancel()
                switch await task.result {
                case .success(let path): try await connection.deleteReliably(path)
                case .failure(let error): #expect(error is CancellationError)
                }
            }
            try await untilNobodyStands(at: "/base", on: server.address)
        }
    }

    @Test func errorsOfTheServerComeThrough() async throws {
        try await with { connection, _, _ in
            #expect(
                await code { _ = try await connection.createProtectedEphemeralSequential("/none/lock-") }
                    == .noNode
            )
            #expect(
                await code { _ = try await connection.createProtectedEphemeralSequential("lock-") }
                    == .badArguments
            )
            _ = try await connection.create("/closed", acl: ZKACL.world(.read))
            #expect(
                await code { _ = try await connection.createProtectedEphemeralSequential("/closed/lock-") }
                    == .noAuth
            )
            let unknown = [ZKACL(perms: .all, scheme: "no-such-scheme", id: "x")]
            for acl in [[], unknown] {
                let found = await code {
                    _ = try await connection.createProtectedEphemeralSequential("/base/lock-", acl: acl)
                }
                #expect(found == .invalidACL)
            }
            _ = try await connection.create("/ephemeral", flags: .ephemeral)
            #expect(
                await code { _ = try await connection.createProtectedEphemeralSequential("/ephemeral/lock-") }
                    == .noChildrenForEphemerals
            )
            #expect(await code { try await connection.deleteReliably("/closed/..") } == .badArguments)
            for path in ["/outer", "/outer/inner"] { _ = try await connection.create(path) }
            #expect(await code { try await connection.deleteReliably("/outer") } == .notEmpty)
            let huge = [UInt8](repeating: 0, count: 1 << 21)
            let found = await code {
                _ = try await connection.createProtectedEphemeralSequential("/base/lock-", data: huge)
            }
            #expect(found == .requestTooLarge)
            #expect(try await connection.children("/base").children == [])
        }
    }

    @Test func aLostReplyToADeleteIsNoError() async throws {
        try await with { connection, proxy, _ in
            for fault in [FaultProxy.cutAfterApplying, FaultProxy.cutBefore] {
                let path = try await connection.createProtectedEphemeralSequential("/base/lock-")
                fault(proxy)(.delete)
                try await connection.deleteReliably(path)
                #expect(!proxy.isArmed)
                #expect(try await connection.exists(path) == nil)
            }
        }
    }
}
