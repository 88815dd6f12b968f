import LeaderElection
import Testing
import ZooKeeperTestKit

/// A leader that is cut off: its lease has run out before anybody else leads.
@Suite(.timeLimit(.minutes(5)))
struct PartitionTests {
    static let timeout = Duration.seconds(4)

    /// Scenario 3: replies only, requests only, both.
    @Test(
        arguments: Elector.Policy.allCases,
        [[.toClient], [.toServer], [.toClient, .toServer]] as [[FaultProxy.Direction]]
    )
    func aLeaderThatIsCutOffFromItsServer(policy: Elector.Policy, directions: [FaultProxy.Direction])
        async throws
    {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let old = try await candidate(
                    "old",
                    at: "/base",
                    on: proxy.address,
                    sessionTimeout: Self.timeout,
                    policy: policy
                )
                _ = try await old.waitForLeadership()
                let successor = try await candidate("new", at: "/base", on: server.address, policy: policy)
                try await expectHandover(from: old, to: successor) {
                    proxy.stall(Set(directions))
                    // The library gives the connection up; it is not to come back.
                    proxy.accept(false)
                }
                proxy.accept(true)
                proxy.resume()
                try await expectReturn(of: old, after: successor, policy)
            }
        }
    }

    /// The server of the leader is cut off from its quorum, as its follower or its leader.
    @Test(arguments: SelfHealingTests.healing, [true, false])
    func aLeaderWhoseServerIsCutOffFromItsQuorum(policy: Elector.Policy, isQuorumLeader: Bool) async throws {
        try await Fixture.withEnsemble { ensemble in
            let leader = try await ensemble.leader()
            let cut = isQuorumLeader ? leader : (leader + 1) % 3
            let other = ensemble.servers[(leader + 2) % 3]
            let old = try await candidate(
                "old",
                at: "/base",
                on: ensemble.servers[cut].address,
                sessionTimeout: Self.timeout,
                policy: policy
            )
            try await old.untilLeading()
            // Where this one's server loses its leader too, it finds the new one by itself.
            let successor = try await candidate("new", at: "/base", on: other.address, policy: policy)
            try await expectHandover(from: old, to: successor) { ensemble.isolate(cut) }
            ensemble.heal()
            try await expectReturn(of: old, after: successor, policy)
        }
    }

    /// The server of the leader leads the ensemble, has been replaced, and does not know it. Whatever it answers by itself says
    /// nothing about the session, which ends with the other one (a `sync` is such a request: ZOOKEEPER-1675).
    @Test(arguments: SelfHealingTests.healing)
    func aLeaderWhoseServerHasBeenReplacedUnawares(policy: Elector.Policy) async throws {
        try await Fixture.withEnsemble { ensemble in
            let leader = try await ensemble.leader()
            let others = [(leader + 1) % 3, (leader + 2) % 3].map { ensemble.servers[$0] }
            let old = try await candidate(
                "old",
                at: "/base",
                on: ensemble.servers[leader].address,
                sessionTimeout: Self.timeout,
                policy: policy
            )
            try await old.untilLeading()
            let successor = try await candidate("new", at: "/base", on: others[0].address, policy: policy)
            _ = try await first(successor.leaderChanges) { $0?.ident == "old" }
            try await expectHandover(from: old, to: successor) {
                ensemble.silence(leader)
                try await withThrowingTaskGroup { group in
                    for server in others { group.addTask { try await server.restart() } }
                    try await group.waitForAll()
                }
            }
            ensemble.heal()
            try await expectReturn(of: old, after: successor, policy)
        }
    }

    /// A server that stays in touch with its quorum but is told nothing: the session lives, and nobody can confirm it.
    @Test func aLeaderWhoseServerLags() async throws {
        try await Fixture.withEnsemble { ensemble in
            let follower = (try await ensemble.leader() + 1) % 3
            let elector = try await candidate(
                "me",
                at: "/base",
                on: ensemble.servers[follower].address,
                sessionTimeout: Self.timeout,
                policy: .hold
            )
            let gain = try await elector.untilLeading()
            ensemble.lag(follower)
            #expect(try await elector.expect(leader: false).reason == .leaseExpired)
            ensemble.catchUp(follower)
            #expect(try await elector.expect(leader: true).token == gain.token)
            try await elector.close()
        }
    }

    /// Cuts `old` off, and watches both until the other one leads.
    private func expectHandover(
        from old: Elector,
        to successor: Elector,
        cut: () async throws -> Void
    ) async throws {
        let leadership = try await old.waitForLeadership(timeout: .seconds(30))
        _ = try await first(successor.leaderChanges) { $0?.ident == "old" }
        let overlaps = Locked(0)
        // As close to the gain as can be: neither an event nor another task is in between.
        let watch = Task.detached {
            while !Task.isCancelled {
                // The successor first: whoever leads after that did not stop before.
                if successor.isLeader, old.isLeader { overlaps.withLock { $0 += 1 } }
                try? await Task.sleep(for: .microseconds(200), clock: .continuous)
            }
        }
        try await cut()
        let token = try await successor.waitForLeadership(timeout: .seconds(60)).token
        let end = leadership.validUntil
        #expect(!leadership.isValid)
        #expect(end < .now, "the lease had run out before")
        #expect(!old.isLeader)
        #expect(token > leadership.token)
        watch.cancel()
        await watch.value
        #expect(overlaps.withLock { $0 } == 0)
    }

    /// Expects that `old` stands behind the other one, or has ended, and never led in between.
    private func expectReturn(of old: Elector, after successor: Elector, _ policy: Elector.Policy)
        async throws
    {
        if policy == .failStop {
            let gain = try #require(try await old.next())
            #expect(gain.leader || gain.error != nil)
            if gain.leader { #expect(try await old.next()?.error != nil) }
        } else {
            try await Poll.until("it stands behind", within: .seconds(60)) {
                try await successor.participants().map(\.ident) == ["new", "old"]
            }
            #expect(!old.isLeader)
            #expect(successor.isLeader)
        }
        try await old.close()
        try await successor.close()
    }
}
