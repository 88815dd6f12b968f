import Testing

@testable import LeaderElection

/// The six cases of Go's TestNodeIsLeader, in meaning: there a function of the own name and the list of children, here the
/// core with what a roster makes of them.
struct NodeIsLeaderTests {
    private static let nodes = (1...3).map { number in
        "_c_\(String(repeating: "0", count: 31))\(number)-lock-\(number)"
    }

    /// Whether `own` leads among `children`, and who does; `nil` where that cannot be told.
    private func verdict(own: String, children: [String]) async throws -> (leads: Bool, leader: String)? {
        guard let name = CandidateName(own: own) else { return nil }
        let conn = ConnAdapter(childrenWF: { _ in (children, ZKStat(), AsyncStream { _ in }) })
        let roster = Roster(conn: conn, basePath: "/base", strangers: Strangers(logger: .silent))
        let own = Candidate(name: name, czxid: 0)
        let ahead = try await roster.candidates(in: try await roster.names(), before: own)
        var driver = CoreDriver()
        driver.says(.connected)
        let leads = driver.news(.joined(token: 9, ahead: ahead)) == ["confirm 1"]
        return (leads, ahead.first?.name.text ?? name.text)
    }

    @Test func neitherNodeNorChildren() async throws {
        #expect(try await verdict(own: "", children: []) == nil)
    }

    /// Go says "no child nodes". Here the own node was just read, so an empty list cannot mean that somebody else leads.
    @Test(arguments: [[], [Self.nodes[0]]])
    func aloneItLeads(children: [String]) async throws {
        let verdict = try #require(try await verdict(own: Self.nodes[0], children: children))
        #expect(verdict.leads)
    }

    @Test func blankNodeAmongChildren() async throws {
        #expect(try await verdict(own: "", children: Self.nodes) == nil)
    }

    @Test func firstLeads() async throws {
        let verdict = try #require(
            try await verdict(own: Self.nodes[0], children: [Self.nodes[1], Self.nodes[2], Self.nodes[0]])
        )
        #expect(verdict.leads)
        #expect(verdict.leader == Self.nodes[0])
    }

    @Test func secondFollows() async throws {
        let verdict = try #require(
            try await verdict(own: Self.nodes[1], children: [Self.nodes[2], Self.nodes[0], Self.nodes[1]])
        )
        #expect(!verdict.leads)
        #expect(verdict.leader == Self.nodes[0])
    }

    /// Numbers are compared as numbers: in Go's and in ours 2 is in front of 10.
    @Test func numbersAreNotText() async throws {
        let ten = "_c_\(String(repeating: "a", count: 32))-lock-10"
        #expect(try #require(try await verdict(own: Self.nodes[1], children: [ten, Self.nodes[1]])).leads)
        #expect(try #require(try await verdict(own: ten, children: [ten, Self.nodes[1]])).leads == false)
    }
}
