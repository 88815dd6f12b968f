import Testing

@testable import ZooKeeper

struct ProtectedNameTests {
    @Test func hasTheFormOfGo() throws {
        let path = ProtectedName().applied(to: "/base/lock-")
        #expect(path.wholeMatch(of: /\/base\/_c_[0-9a-f]{32}-lock-/) != nil)
        #expect(ProtectedName().applied(to: "/lock-").wholeMatch(of: /\/_c_[0-9a-f]{32}-lock-/) != nil)
    }

    @Test func isItsOwn() {
        #expect(Set((0..<1_000).map { _ in ProtectedName() }).count == 1_000)
    }

    @Test func findsItself() {
        let mine = ProtectedName()
        let name = mine.prefix + "lock-0000000007"
        #expect(mine.find(in: ["config", ProtectedName().prefix + "lock-0000000001", name, "_c_"]) == name)
        #expect(mine.find(in: ["_c_", "_c_0"]) == nil)
    }
}
