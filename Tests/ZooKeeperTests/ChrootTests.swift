import Testing

@testable import ZooKeeper

struct ChrootTests {
    @Test func pathsThereAndBack() throws {
        let chroot = try Chroot("/app/x")
        for (client, server) in [
            ("/", "/app/x"), ("/a", "/app/x/a"), ("/a/b", "/app/x/a/b"), ("/ü", "/app/x/ü"),
        ] {
            #expect(chroot.serverPath(client) == server)
            #expect(chroot.clientPath(server) == client)
        }
        #expect(chroot.serverPath("/", sequential: true) == "/app/x/", "a child, not a sibling")
        #expect(chroot.serverPath("/a/", sequential: true) == "/app/x/a/")
    }

    @Test(arguments: ["/", "/app", "/app/xy", "/other/app/x", ""])
    func whatIsElsewhereIsLeftAlone(path: String) throws {
        #expect(try Chroot("/app/x").clientPath(path) == path)
    }

    /// Two texts that Swift takes for equal are two nodes.
    @Test func pathsAreComparedByBytes() throws {
        #expect(try Chroot("/caf\u{E9}").clientPath("/cafe\u{301}/a") == "/cafe\u{301}/a")
        #expect(try Chroot("/app").clientPath("/app/\u{301}x").utf8.elementsEqual("/\u{301}x".utf8))
    }

    @Test func theRootIsNone() throws {
        #expect(try Chroot("/") == .none)
        #expect(Chroot.none.path == nil)
        #expect(Chroot.none.serverPath("/a") == "/a")
        #expect(Chroot.none.clientPath("/a") == "/a")
    }

    @Test(arguments: ["", "app", "/app/", "//", "/a//b", "/a/../b", "/\0"])
    func refuses(path: String) {
        let error = #expect(throws: ZKError.self) { try Chroot(path) }
        #expect(error?.code == .badArguments)
    }

    @Test func everyRequestIsMoved() throws {
        let chroot = try Chroot("/app")
        let acl = ZKACL.world(.all)
        let requests: [Request] = [
            .get(path: "/a", watch: true), .exists(path: "/a", watch: true),
            .children(path: "/a", watch: false),
            .create(path: "/a", data: [1], flags: .ephemeral, acl: acl), .delete(path: "/a", version: 2),
            .set(path: "/a", data: [1], version: 2), .sync(path: "/a"), .getACL(path: "/a"),
            .setACL(path: "/a", acl: acl, version: 2),
        ]
        for request in requests {
            let moved = request.under(chroot)
            #expect(moved.path == "/app/a")
            #expect(moved.operation == request.operation)
            #expect(moved.size == request.size + 4)
            #expect(moved.setsWatch == request.setsWatch)
        }
        let several = Request.multi([.check("/"), .create("/", flags: .sequential), .delete("/a")])
        guard case .multi(let moved) = several.under(chroot) else {
            Issue.record("another request")
            return
        }
        #expect(moved.map(\.path) == ["/app", "/app/", "/app/a"])
    }

    @Test func repliesAndErrorsComeBack() throws {
        let chroot = try Chroot("/app")
        let created = try chroot.clientReply(.created("/app/a", ZKStat(czxid: 7))).created()
        #expect(created.path == "/a" && created.stat.czxid == 7)
        let results = try chroot.clientReply(.multi([.created(path: "/app/a"), .deleted])).multi()
        #expect(results == [.created(path: "/a"), .deleted])
        let error = ZKError(.noNode, path: "/app/a", operation: "multi", operationIndex: 1)
        #expect(
            chroot.clientError(error)
                == ZKError(.noNode, path: "/a", operation: "multi", operationIndex: 1)
        )
        #expect(chroot.clientError(ZKError(.closing)) == ZKError(.closing))
    }
}
