import LeaderElection
import Testing
import ZooKeeperTestKit

/// Each request against a real server, with each error that it can give.
@Suite(.timeLimit(.minutes(3)))
struct RequestTests {
    /// Runs `body` with a connection and a node of its own under which it may do what it likes.
    private func with(_ body: (ZKConnection, String) async throws -> Void) async throws {
        try await Fixture.withConnection(to: try await Fixture.server().address) { connection in
            let path = Fixture.path("request")
            _ = try await connection.create(path, data: Array("data".utf8))
            try await body(connection, path)
        }
    }

    /// Creates a node that only somebody else may use, and that even its list hides.
    private func forbidden(_ connection: ZKConnection, under path: String) async throws -> String {
        try await connection.create(
            "\(path)/forbidden",
            acl: ZKACL.digest(.all, user: "other", password: "x")
        )
    }

    @Test func get() async throws {
        try await with { connection, path in
            let (data, stat) = try await connection.get(path)
            #expect(data == Array("data".utf8))
            #expect(stat.dataLength == 4)
            #expect(stat.version == 0)
            #expect(stat.ephemeralOwner == 0)
            #expect(stat.czxid > 0 && stat.czxid == stat.mzxid)
            #expect(stat.ctime > 1_600_000_000_000)
            let error = await #expect(throws: ZKError.self) { try await connection.get("\(path)/none") }
            #expect(error == ZKError(.noNode, path: "\(path)/none", operation: "get"))
            let forbidden = try await forbidden(connection, under: path)
            #expect(await code { _ = try await connection.get(forbidden) } == .noAuth)
            #expect(await code { _ = try await connection.getW("\(path)/none") } == .noNode)
            #expect(await code { _ = try await connection.getW(forbidden) } == .noAuth)
        }
    }

    @Test func exists() async throws {
        try await with { connection, path in
            #expect(try await connection.exists(path)?.dataLength == 4)
            #expect(try await connection.exists("\(path)/none") == nil)
            #expect(try await connection.existsW("\(path)/none").stat == nil)
            let forbidden = try await forbidden(connection, under: path)
            #expect(try await connection.exists(forbidden) != nil, "a stat may be read by everybody")
        }
    }

    @Test func children() async throws {
        try await with { connection, path in
            for name in ["a", "b", "ü"] { _ = try await connection.create("\(path)/\(name)") }
            let (children, stat) = try await connection.children(path)
            #expect(Set(children) == ["a", "b", "ü"])
            #expect(stat.numChildren == 3)
            #expect(stat.cversion == 3)
            #expect(await code { _ = try await connection.children("\(path)/none") } == .noNode)
            #expect(await code { _ = try await connection.childrenW("\(path)/none") } == .noNode)
            let forbidden = try await forbidden(connection, under: path)
            #expect(await code { _ = try await connection.children(forbidden) } == .noAuth)
            #expect(await code { _ = try await connection.childrenW(forbidden) } == .noAuth)
        }
    }

    @Test func create() async throws {
        try await with { connection, path in
            #expect(try await connection.create("\(path)/plain", data: [0, 255]) == "\(path)/plain")
            #expect(try await connection.get("\(path)/plain").data == [0, 255])
            #expect(try await connection.create("\(path)/empty") == "\(path)/empty")
            #expect(try await connection.get("\(path)/empty").data == [])

            let first = try await connection.create("\(path)/s-", flags: .sequential)
            let second = try await connection.create("\(path)/s-", flags: [.sequential, .ephemeral])
            #expect(first < second)
            #expect(first.count == "\(path)/s-".count + 10)
            #expect(try await connection.exists(first)?.ephemeralOwner == 0)
            #expect(try await connection.exists(second)?.ephemeralOwner == connection.sessionID)
            let bare = try await connection.create("\(path)/", flags: .sequential)
            #expect(bare.wholeMatch(of: /.*\/[0-9]{10}/) != nil)

            #expect(await code { _ = try await connection.create(path) } == .nodeExists)
            #expect(await code { _ = try await connection.create("\(path)/none/child") } == .noNode)
            #expect(
                await code { _ = try await connection.create("\(second)/child") } == .noChildrenForEphemerals
            )
            let forbidden = try await forbidden(connection, under: path)
            #expect(await code { _ = try await connection.create("\(forbidden)/child") } == .noAuth)
            let unknown = [ZKACL(perms: .all, scheme: "no-such-scheme", id: "x")]
            #expect(await code { _ = try await connection.create("\(path)/x", acl: unknown) } == .invalidACL)
            #expect(await code { _ = try await connection.create("\(path)/x", acl: []) } == .invalidACL)
            // Not authenticated, so there is no creator to give the rights to.
            #expect(
                await code { _ = try await connection.create("\(path)/x", acl: ZKACL.auth(.all)) }
                    == .invalidACL
            )
            for broken in ["x", "", "/x/", "\(path)//x", "\(path)/../x", "\(path)/\0"] {
                #expect(await code { _ = try await connection.create(broken) } == .badArguments)
            }
            #expect(try await connection.exists("\(path)/x") == nil)
        }
    }

    @Test func sizes() async throws {
        try await with { connection, path in
            let big = [UInt8](repeating: 7, count: 1_000_000)
            _ = try await connection.create("\(path)/big", data: big)
            #expect(try await connection.get("\(path)/big").data == big)
            let huge = [UInt8](repeating: 7, count: 1_048_576)
            #expect(
                await code { _ = try await connection.create("\(path)/huge", data: huge) } == .requestTooLarge
            )
            #expect(await code { _ = try await connection.set(path, data: huge) } == .requestTooLarge)
            #expect(try await connection.get(path).data == Array("data".utf8), "the connection is unharmed")
        }
    }

    /// The largest request that is let through is one that a server takes.
    @Test func theLimitIsTheServers() async throws {
        try await with { connection, path in
            let session = connection.sessionID
            let target = "\(path)/limit"
            var largest: Int?
            for size in stride(from: 1_048_575, to: 1_048_000, by: -1) where largest == nil {
                let data = [UInt8](repeating: 1, count: size)
                if await code({ _ = try await connection.create(target, data: data) }) != .requestTooLarge {
                    largest = size
                }
            }
            let size = try #require(largest)
            let stored = try await connection.exists(target)?.dataLength
            #expect(stored == Int32(size))
            #expect(connection.sessionID == session)
        }
    }

    @Test func delete() async throws {
        try await with { connection, path in
            let node = try await connection.create("\(path)/node")
            let child = try await connection.create("\(node)/child")
            #expect(await code { try await connection.delete(node) } == .notEmpty)
            #expect(await code { try await connection.delete(child, version: 5) } == .badVersion)
            try await connection.delete(child, version: 0)
            try await connection.delete(node)
            #expect(await code { try await connection.delete(node) } == .noNode)
            try await connection.deleteReliably(node)

            let guarded = try await connection.create("\(path)/guarded", acl: ZKACL.world([.read]))
            _ = try await connection.exists(guarded)
            let locked = try await connection.create(
                "\(path)/locked",
                acl: ZKACL.world([.read, .create])
            )
            let inside = try await connection.create("\(locked)/inside")
            #expect(await code { try await connection.delete(inside) } == .noAuth)
            #expect(await code { try await connection.deleteReliably(inside) } == .noAuth)
        }
    }

    @Test func set() async throws {
        try await with { connection, path in
            let stat = try await connection.set(path, data: [1, 2, 3])
            #expect(stat.version == 1)
            #expect(stat.dataLength == 3)
            try await connection.set(path, data: [], version: 1)
            #expect(try await connection.get(path).data == [])
            #expect(await code { _ = try await connection.set(path, data: [], version: 1) } == .badVersion)
            #expect(await code { _ = try await connection.set("\(path)/none", data: []) } == .noNode)
            let forbidden = try await forbidden(connection, under: path)
            #expect(await code { _ = try await connection.set(forbidden, data: []) } == .noAuth)
        }
    }

    @Test func accessControlLists() async throws {
        try await with { connection, path in
            #expect(try await connection.getACL(path).acl == ZKACL.world(.all))
            let list = [
                ZKACL(perms: [.read, .admin], scheme: "world", id: "anyone"),
                ZKACL(perms: .all, scheme: "ip", id: "127.0.0.1"),
            ]
            try await connection.setACL(path, acl: list, version: 0)
            let (acl, stat) = try await connection.getACL(path)
            #expect(Set(acl) == Set(list))
            #expect(stat.aversion == 1)
            #expect(await code { try await connection.setACL(path, acl: list, version: 0) } == .badVersion)
            #expect(await code { try await connection.setACL("\(path)/none", acl: list) } == .noNode)
            #expect(await code { _ = try await connection.getACL("\(path)/none") } == .noNode)
            #expect(await code { try await connection.setACL(path, acl: []) } == .invalidACL)
            let unknown = [ZKACL(perms: .all, scheme: "no-such-scheme", id: "x")]
            #expect(await code { try await connection.setACL(path, acl: unknown) } == .invalidACL)
            let forbidden = try await forbidden(connection, under: path)
            #expect(await code { try await connection.setACL(forbidden, acl: list) } == .noAuth)
            #expect(await code { _ = try await connection.getACL(forbidden) } == .noAuth)
        }
    }

    @Test func sync() async throws {
        try await with { connection, path in
            try await connection.sync(path)
            try await connection.sync("\(path)/none")
            #expect(await code { try await connection.sync("no path") } == .badArguments)
        }
    }

    /// More than the C library could take at once: the rest waits its turn.
    @Test func twentyThousandAtOnce() async throws {
        try await with { connection, path in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20_000 { group.addTask { try await connection.get(path).data.count } }
                return try await group.reduce(0, +)
            }
            #expect(sum == 80_000)
        }
    }
}
