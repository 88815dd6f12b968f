import Testing

@testable import ZooKeeper

struct ZKPathTests {
    @Test(arguments: ["/", "/a", "/a/b", "/a.b/..c", "/ü/日本", "/a b"])
    func validPathHasNoFlaw(path: String) {
        #expect(ZKPath.flaw(in: path) == nil)
    }

    @Test(
        arguments: [
            "", "a", "a/b", "/a/", "//", "//a", "/a//b", "/.", "/..", "/a/./b", "/a/../b",
        ]
    )
    func brokenPathIsRefused(path: String) {
        #expect(ZKPath.flaw(in: path) != nil)
        let error = #expect(throws: ZKError.self) { try ZKPath.validate(path, operation: "get") }
        #expect(error?.code == .badArguments)
        #expect(error?.path == path)
        #expect(error?.operation == "get")
    }

    @Test func charactersThatAServerRefuses() {
        for character in ["\0", "\u{1}", "\u{7f}", "\u{9f}", "\u{f8ff}", "\u{fff0}"] {
            #expect(ZKPath.flaw(in: "/a\(character)b") != nil)
        }
    }

    @Test func sequentialPathMayEndWithSlash() throws {
        try ZKPath.validate("/a/", sequential: true)
        #expect(throws: ZKError.self) { try ZKPath.validate("/a//", sequential: true) }
    }

    @Test func partsOfPaths() {
        #expect(ZKPath.parent(of: "/") == nil)
        #expect(ZKPath.parent(of: "/a") == "/")
        #expect(ZKPath.parent(of: "/a/b") == "/a")
        #expect(ZKPath.join("/", "a") == "/a")
        #expect(ZKPath.join("/a", "b") == "/a/b")
        #expect(ZKPath.lastSegment(of: "/a/b") == "b")
        #expect(ZKPath.lastSegment(of: "b") == "b")
    }
}
