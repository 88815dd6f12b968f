import LeaderElection
import Testing
import ZooKeeperTestKit

/// Writes that change something only while their writer leads.
@Suite(.timeLimit(.minutes(3)))
struct GuardedWriteTests {
    private func with(
        policy: Elector.Policy = .stepDown,
        _ body: (_ leader: Elector, _ path: String, _ connection: ZKConnection, TestServer) async throws ->
            Void
    ) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path("guarded")
        try await Fixture.withConnection(to: server.address) { connection in
            let elector = try await candidate("leader", at: path, on: server.address, policy: policy)
            try await elector.expect(leader: true)
            _ = try await connection.create("\(path)-data", data: [0])
            try await body(elector, path, connection, server)
            try await elector.close()
        }
    }

    @Test func aLeaderChangesEverythingAtOnce() async throws {
        try await with { leader, path, connection, _ in
            _ = try await connection.create("\(path)-old")
            let leadership = try #require(leader.leadership)
            let results = try await leadership.commit {
                $0.check("\(path)-data", version: 0)
                $0.set("\(path)-data", [1])
                $0.create("\(path)-new-", [2], flags: .sequential)
                $0.delete("\(path)-old")
            }
            #expect(results.count == 4)
            guard case .created(let new) = results[2] else {
                Issue.record("\(results)")
                return
            }
            #expect(try await connection.get(new).data == [2])
            #expect(try await connection.get("\(path)-data").data == [1])
            #expect(try await connection.exists("\(path)-old") == nil)
            #expect(try await leadership.commit { _ in } == [])
        }
    }

    @Test func oneThatFailsChangesNothing() async throws {
        try await with { leader, path, connection, _ in
            let leadership = try #require(leader.leadership)
            do {
                try await leadership.commit {
                    $0.set("\(path)-data", [1])
                    $0.set("\(path)-data", [2], version: 7)
                }
                Issue.record("it did not fail")
            } catch let error as ZKError {
                #expect(error.code == .badVersion)
                #expect(error.operationIndex == 1, "as the caller counts")
                #expect(error.path == "\(path)-data")
            }
            #expect(try await connection.get("\(path)-data").data == [0])
            #expect(leader.isLeader)
            struct Refusal: Error {}
            await #expect(throws: Refusal.self) { try await leadership.commit { _ in throw Refusal() } }
        }
    }

    /// Scenario 7: the old leader does not know yet that it was replaced, and its lease looks good.
    @Test(arguments: Elector.Policy.allCases)
    func aDeposedLeaderChangesNothing(policy: Elector.Policy) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: server.address) { connection in
                    _ = try await connection.create("/data", data: [0])
                    let old = try await candidate("old", at: "/base", on: proxy.address, policy: policy)
                    try await old.expect(leader: true)
                    let leadership = try #require(old.leadership)
                    // What the server says does not reach it, what it says does reach the server.
                    proxy.stall([.toClient])
                    let node = try #require(try await connection.children("/base").children.first)
                    let new = try await candidate("new", at: "/base", on: server.address)
                    try await connection.delete("/base/\(node)")
                    try await new.untilLeading()
                    try await new.leadership?.commit { $0.set("/data", [2]) }
                    #expect(leadership.isValid, "it does not know")
                    let multis = proxy.requests(.multi)
                    let write = Task {
                        await electorCode { try await leadership.commit { $0.set("/data", [1]) } }
                    }
                    try await Poll.until("the write is on its way") { proxy.requests(.multi) > multis }
                    try await connection.sync("/")
                    proxy.resume()
                    #expect(await write.value == .notLeader)
                    #expect(try await connection.get("/data").data == [2])
                    #expect(!leadership.isValid)
                    let loss = try #require(try await old.next())
                    #expect(!loss.leader)
                    #expect(loss.reason == .ownNodeDeleted || loss.reason == .deposed)
                    #expect((loss.error == nil) == (policy != .failStop))
                    try await old.close()
                    try await new.close()
                }
            }
        }
    }

    /// A write that was sent in time and arrives late: whoever leads by then is not overwritten.
    @Test func aWriteThatIsLateChangesNothing() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: server.address) { connection in
                    _ = try await connection.create("/data", data: [0])
                    let old = try await candidate("old", at: "/base", on: proxy.address, policy: .hold)
                    try await old.expect(leader: true)
                    let leadership = try #require(old.leadership)
                    proxy.stall([.toServer])
                    let write = Task { try await leadership.commit { $0.set("/data", [1]) } }
                    let node = try #require(try await connection.children("/base").children.first)
                    let new = try await candidate("new", at: "/base", on: server.address)
                    try await connection.delete("/base/\(node)")
                    try await new.untilLeading()
                    proxy.resume()
                    await #expect(throws: (any Error).self) { try await write.value }
                    try await connection.sync("/")
                    #expect(try await connection.get("/data").data == [0])
                    try await old.close()
                    try await new.close()
                }
            }
        }
    }

    @Test func aStaleLeadershipIsRefusedWithoutAsking() async throws {
        try await with { leader, path, connection, _ in
            let leadership = try #require(leader.leadership)
            try await leader.resign()
            try await leader.untilLeading()
            #expect(leader.leadership?.token != leadership.token)
            #expect(
                await electorCode { try await leadership.commit { $0.set("\(path)-data", [1]) } }
                    == .notLeader
            )
            #expect(try await connection.get("\(path)-data").data == [0])
        }
    }

    /// Tokens rise with every change of leader, whoever it is.
    @Test func tokensRise() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        var electors: [Elector] = []
        for number in 0..<3 {
            let elector = try await candidate("\(number)", at: path, on: server.address, policy: .stepDown)
            _ = try await first(elector.leaderChanges) { $0 != nil }
            electors.append(elector)
        }
        var tokens: [Int64] = []
        for round in 0..<12 {
            let elector = electors[round % 3]
            let gain = try await elector.untilLeading()
            let token = try #require(gain.token)
            #expect(elector.leadership?.token == token)
            if let last = tokens.last { #expect(token > last) }
            tokens.append(token)
            for other in electors {
                _ = try await first(other.leaderChanges) { $0 == Leader(ident: "\(round % 3)", token: token) }
            }
            try await elector.resign()
        }
        for elector in electors { try await elector.close() }
    }
}
