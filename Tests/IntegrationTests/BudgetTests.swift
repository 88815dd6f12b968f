import LeaderElection
import Testing
import ZooKeeperTestKit

/// How many packets an election costs the server; counts are exact where times are not.
@Suite(.timeLimit(.minutes(5)))
struct BudgetTests {
    /// With this session timeout the first ping of an idle connection comes after 13 s.
    private let timeout = Duration.seconds(40)

    /// The count once it has come to rest, without what passes as time does: pings, and confirmations of the leaders' sessions.
    ///
    /// - Parameters:
    ///   - proxies: those that everybody is behind.
    ///   - leaders: those that who has led is behind, and nobody else.
    private func settled(
        _ server: TestServer,
        behind proxies: [FaultProxy],
        leaders: [FaultProxy]
    ) async throws -> Int {
        func count() async throws -> Int {
            let passing = proxies.map { $0.requests(.ping) } + leaders.map { $0.requests(.multi) }
            return try await server.packetsReceived() - passing.reduce(0, +)
        }
        var last = try await count()
        var calm = 0
        while calm < 3 {
            try await Task.sleep(for: .milliseconds(50))
            let now = try await count()
            // Each question is a packet itself.
            calm = now == last + 1 ? calm + 1 : 0
            last = now
        }
        return last
    }

    /// Scenario 22 among others.
    @Test func aHundredCandidates() async throws {
        try await withServerAndThreeProxies { server, proxies in
            try await Fixture.withConnection(to: server.address) { _ = try await $0.create("/base") }
            func count() async throws -> Int {
                try await settled(server, behind: proxies, leaders: Array(proxies[..<2]))
            }
            let start = try await count()
            var electors: [Elector] = []
            for number in 0..<100 {
                let elector = try await candidate(
                    "\(number)",
                    at: "/base",
                    on: proxies[min(number, 2)].address,
                    sessionTimeout: timeout
                )
                try await elector.expect(leader: number == 0)
                electors.append(elector)
            }
            let joined = try await count()
            let join = Double(joined - start) / 100
            #expect(join <= 12, "packets per join")
            #expect(proxies[1...].map { $0.requests(.multi) } == [0, 0], "followers confirm nothing")

            try await electors.remove(at: 50).close()
            let left = try await count()
            let leave = left - joined
            #expect(leave <= 8, "packets when a follower leaves")

            try await electors.removeFirst().close()
            try await electors[0].expect(leader: true)
            for elector in electors {
                try await Poll.until("everybody knows") { elector.leaderIdent == "1" }
            }
            let failover = Double(try await count() - left) / Double(electors.count)
            #expect(failover <= 3, "packets per candidate on a failover")
            print(
                "packets: \(join) per join, \(leave) per leaving follower, \(failover) per candidate on a failover"
            )

            await withThrowingTaskGroup { group in
                for elector in electors.reversed() { group.addTask { try await elector.close() } }
            }
        }
    }

    private func withServerAndThreeProxies(_ body: (TestServer, [FaultProxy]) async throws -> Void)
        async throws
    {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { first in
                try await Fixture.withProxy(to: server) { second in
                    try await Fixture.withProxy(to: server) { third in
                        try await body(server, [first, second, third])
                    }
                }
            }
        }
    }

    /// Scenario 22: who is not the successor hears nothing and asks nothing.
    @Test func aLeavingFollowerWakesItsSuccessorOnly() async throws {
        try await Fixture.withServer { server in
            var stand: [(elector: Elector, proxy: FaultProxy)] = []
            for number in 0..<5 {
                let proxy = try await FaultProxy.start(to: server.address)
                let elector = try await candidate(
                    "\(number)",
                    at: "/base",
                    on: proxy.address,
                    sessionTimeout: timeout
                )
                try await elector.expect(leader: number == 0)
                stand.append((elector, proxy))
            }
            func requests(_ proxy: FaultProxy) -> Int {
                // The leader confirms its session as time passes.
                let passing: Set<Operation> = proxy === stand[0].proxy ? [.ping, .multi] : [.ping]
                return Operation.allCases.filter { !passing.contains($0) }.map(proxy.requests).reduce(0, +)
            }
            func settle() async throws {
                _ = try await settled(server, behind: stand.map(\.proxy), leaders: [stand[0].proxy])
            }
            // Who knows the leader may still be about to watch its own node.
            try await settle()
            let left = stand.remove(at: 2)
            let before = stand.map { requests($0.proxy) }
            try await left.elector.close()
            await left.proxy.stop()
            try await Poll.until("the successor watches another") { requests(stand[2].proxy) > before[2] }
            try await settle()
            #expect(zip(stand, before).map { requests($0.proxy) - $1 } == [0, 0, 1, 0])
            for (elector, proxy) in stand {
                try await elector.close()
                await proxy.stop()
            }
        }
    }
}
