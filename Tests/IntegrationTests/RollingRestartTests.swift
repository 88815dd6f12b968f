import LeaderElection
import Testing
import ZooKeeperTestKit

/// Elections on an ensemble whose servers come and go.
@Suite(.timeLimit(.minutes(5)))
struct RollingRestartTests {
    private func candidates(
        on ensemble: TestEnsemble,
        policy: Elector.Policy,
        sessionTimeout: Duration = .seconds(30)
    ) async throws -> [Elector] {
        var electors: [Elector] = []
        for ident in ["a", "b", "c"] {
            let elector = try await Elector.start(
                ident: ident,
                basePath: "/base",
                connector: .newConnection(
                    addrs: ensemble.addresses,
                    opts: Fixture.opts(sessionTimeout: sessionTimeout)
                ),
                policy: policy
            )
            try await elector.expect(leader: electors.isEmpty)
            electors.append(elector)
        }
        return electors
    }

    /// Scenario 21: every server is restarted, and nobody notices.
    @Test func aRollingRestartChangesNoLeader() async throws {
        try await Fixture.withEnsemble { ensemble in
            let electors = try await candidates(on: ensemble, policy: .hold, sessionTimeout: .seconds(10))
            let leadership = try #require(electors[0].leadership)
            for server in ensemble.servers {
                try await server.restart()
                _ = try await ensemble.leader()
                for elector in electors {
                    try await Poll.until("it knows the leader") { elector.leaderIdent == "a" }
                }
                #expect(leadership.isValid)
            }
            // Each is told nothing but its end.
            for elector in electors.reversed() {
                try await elector.close()
                let last = try await elector.next()
                #expect(last?.reason == (elector === electors[0] ? .closed : nil))
                #expect(last?.error == nil)
            }
        }
    }

    /// The server that the leader uses dies, whichever of the three that is.
    @Test(arguments: SelfHealingTests.healing)
    func aServerThatDiesTakesNobodyAlong(policy: Elector.Policy) async throws {
        try await Fixture.withEnsemble { ensemble in
            let electors = try await candidates(on: ensemble, policy: policy)
            let token = try #require(electors[0].leadership?.token)
            for server in ensemble.servers {
                try await server.kill()
                let leadership = try await electors[0].waitForLeadership(timeout: .seconds(60))
                #expect(leadership.token == token, "there was no election")
                try await server.restart()
            }
            for elector in electors { try await elector.close() }
            #expect(try await children(of: "/base", on: ensemble.addresses[0]) == [])
        }
    }

    /// The whole ensemble is down for longer than the sessions: afterwards one leads.
    @Test func theWholeEnsembleIsAway() async throws {
        try await Fixture.withEnsemble { ensemble in
            let electors = try await candidates(on: ensemble, policy: .hold, sessionTimeout: .seconds(2))
            for server in ensemble.servers { try await server.kill() }
            try await Poll.until("nobody leads") { !electors.contains(where: \.isLeader) }
            try await withThrowingTaskGroup { group in
                for server in ensemble.servers { group.addTask { try await server.restart() } }
                try await group.waitForAll()
            }
            try await Poll.until("one leads and all agree", within: .seconds(60)) {
                let leaders = electors.filter(\.isLeader)
                return leaders.count == 1
                    && electors.allSatisfy { $0.leaderIdent == leaders.first?.leaderIdent }
            }
            for elector in electors { try await elector.close() }
            #expect(try await children(of: "/base", on: ensemble.addresses[0]) == [])
        }
    }
}
