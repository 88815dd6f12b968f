import Testing

@testable import ZooKeeper

/// A connection with no more than the five calls of Go will do.
struct EnsurePathTests {
    /// A tree of nodes behind the two calls that are needed.
    private final class Tree: Sendable {
        let nodes = Locked<[String: [ZKACL]]>([:])
        let creates = Locked<[String]>([])

        var conn: ConnAdapter {
            ConnAdapter(
                existsF: { [nodes] path in nodes.withLock { $0[path] == nil ? nil : ZKStat() } },
                createF: { [nodes, creates] path, _, flags, acl in
                    #expect(flags == [])
                    creates.withLock { $0.append(path) }
                    return try nodes.withLock { nodes in
                        if nodes[path] != nil { throw ZKError(.nodeExists, path: path) }
                        if let parent = ZKPath.parent(of: path), parent != "/", nodes[parent] == nil {
                            throw ZKError(.noNode, path: path)
                        }
                        nodes[path] = acl
                        return path
                    }
                }
            )
        }
    }

    @Test func createsWhatIsMissing() async throws {
        let tree = Tree()
        tree.nodes.withLock { $0 = ["/a": ZKACL.auth(.read)] }
        try await tree.conn.ensurePath("/a/b/c", acl: ZKACL.auth(.all))
        let nodes = tree.nodes.withLock { $0 }
        #expect(
            nodes == ["/a": ZKACL.auth(.read), "/a/b": ZKACL.world(.all), "/a/b/c": ZKACL.auth(.all)]
        )
        #expect(tree.creates.withLock { $0 } == ["/a/b/c", "/a/b", "/a/b/c"], "nothing above is touched")
    }

    @Test func createsNothingWhereTheNodeExists() async throws {
        let tree = Tree()
        tree.nodes.withLock { $0 = ["/": ZKACL.world(.all), "/a": ZKACL.world(.all)] }
        try await tree.conn.ensurePath("/a")
        try await tree.conn.ensurePath("/")
        #expect(tree.creates.withLock { $0 } == [])
    }

    @Test func aRaceThatIsLostIsNoError() async throws {
        let tree = Tree()
        var conn = tree.conn
        let create = try #require(conn.createF)
        conn.createF = { path, data, flags, acl in
            _ = try await create(path, data, flags, ZKACL.world(.read))
            return try await create(path, data, flags, acl)
        }
        try await conn.ensurePath("/a/b/c")
        #expect(tree.nodes.withLock { $0.count } == 3)
    }

    @Test func otherErrorsComeThrough() async {
        let refusing = ConnAdapter(
            existsF: { _ in nil },
            createF: { path, _, _, _ in throw ZKError(path == "/a" ? .noAuth : .noNode, path: path) }
        )
        let error = await #expect(throws: ZKError.self) { try await refusing.ensurePath("/a/b") }
        #expect(error == ZKError(.noAuth, path: "/a"))
        #expect(await code { try await refusing.ensurePath("/b") } == .noNode, "there is nothing above")
        #expect(await code { try await refusing.ensurePath("a/b") } == .badArguments)
        #expect(await code { try await ConnAdapter().ensurePath("/a") } == .unimplemented)
    }
}
