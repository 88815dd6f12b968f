import Testing

@testable import LeaderElection

struct BallotTests {
    private func code(ident: String = "me", basePath: String = "/base") -> ElectorError.Code? {
        do throws(ElectorError) {
            _ = try Ballot(ident: ident, basePath: basePath, acl: ZKACL.world(.all))
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: ["", " ", "\t\n", "\u{a0}"])
    func blankIdent(ident: String) {
        #expect(code(ident: ident) == .blankIdent)
    }

    @Test func tooLargeIdent() {
        #expect(code(ident: String(repeating: "x", count: Ballot.identLimit)) == nil)
        #expect(code(ident: String(repeating: "x", count: Ballot.identLimit + 1)) == .identTooLarge)
    }

    @Test(arguments: ["", "/", "base", "/base/", "//base", "/a//b", "/a/./b", "/a/../b"])
    func badBasePath(path: String) {
        #expect(code(basePath: path) == .badBasePath)
    }

    @Test func basePathWithNUL() {
        #expect(code(basePath: "/a\0b") == .badBasePath)
    }

    @Test func startRefusesBeforeItConnects() async {
        struct Untouched: Connector {
            func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
                Issue.record("nobody should connect")
                throw ZKError(.connectionLoss)
            }
            func close() async throws {}
        }
        await #expect(throws: ElectorError(.blankIdent)) {
            try await Elector.start(ident: " ", basePath: "/base", connector: Untouched())
        }
        await #expect(throws: ElectorError.self) {
            try await Elector.start(ident: "me", basePath: "base", connector: Untouched())
        }
    }
}
