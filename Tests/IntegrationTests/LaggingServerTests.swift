import LeaderElection
import Testing
import ZooKeeperTestKit

/// Scenario 8 where whoever is asked about what was lost has not heard of it.
@Suite(.timeLimit(.minutes(5)))
struct LaggingServerTests {
    @Test func aNodeThatTheServerHasNotHeardOfIsFound() async throws {
        try await with { stage in
            let connection = stage.connection
            try await stage.loseReply(to: .create2, since: "/base")
            let task = Task { try await connection.createProtectedEphemeralSequential("/base/lock-") }
            // The right next step, or the wrong one.
            try await Poll.until("the client goes on at the server that lags") {
                stage.lagging.requests(.sync) + stage.lagging.requests(.create2) > 0
            }
            #expect(try await stage.witness.children("/base").children == [], "it lags")
            stage.ensemble.catchUp(stage.follower)
            // A server of version 3.8.0 may forget to go on until it is asked for something (ZOOKEEPER-4537).
            try await Poll.until("it has caught up") {
                try await !stage.witness.children("/base").children.isEmpty
            }
            let path = try await task.value
            #expect(try await stage.standing { $0.contains(path) } == [path])
            #expect(stage.lagging.requests(.create2) == 0)
            let owner = try await connection.exists(path)?.ephemeralOwner
            #expect(owner == connection.sessionID)
        }
    }

    @Test func aNodeThatTheServerStillKnowsIsNotDeletedTwice() async throws {
        try await with { stage in
            let connection = stage.connection
            let path = try await connection.createProtectedEphemeralSequential("/base/lock-")
            let other = try await connection.createProtectedEphemeralSequential("/base/lock-")
            try await stage.loseReply(to: .delete, since: other)
            let task = Task { try await connection.deleteReliably(path) }
            try await Poll.until("the client goes on at the server that lags") {
                stage.lagging.requests(.delete) > 0
            }
            #expect(try await stage.witness.exists(path) != nil, "it lags")
            stage.ensemble.catchUp(stage.follower)
            try await Poll.until("it has caught up") { try await stage.witness.exists(path) == nil }
            try await task.value
            #expect(try await stage.standing { !$0.contains(path) } == [other])
        }
    }

    /// A client on a server that is up to date, which can go nowhere but to one that lags.
    private struct Stage {
        let ensemble: TestEnsemble
        let leader: Int
        let follower: Int
        let upToDate: FaultProxy
        let lagging: FaultProxy
        /// The client.
        let connection: ZKConnection
        /// Another client, on the server that lags.
        let witness: ZKConnection

        /// Lets the follower lag once it knows `path`, and the client lose the reply to its next request of a kind.
        func loseReply(to operation: Operation, since path: String) async throws {
            // A server turns away a client that has seen more than itself.
            try await Poll.until("the server knows \(path)") { try await witness.exists(path) != nil }
            ensemble.lag(follower)
            upToDate.accept(false)
            lagging.accept(true)
            upToDate.cutAfterApplying(operation)
        }

        /// The nodes under the base path as the leader knows them, once `condition` holds for them.
        func standing(when condition: ([String]) -> Bool) async throws -> [String] {
            try await Fixture.withConnection(to: ensemble.servers[leader].address) { connection in
                try await Poll.value("the leader has applied it") {
                    let paths = try await connection.children("/base").children.map { "/base/\($0)" }
                    return condition(paths) ? paths : nil
                }
            }
        }
    }

    private func with(_ body: (Stage) async throws -> Void) async throws {
        try await Fixture.withEnsemble { ensemble in
            let leader = try await ensemble.leader()
            let follower = (leader + 1) % ensemble.servers.count
            let behind = ensemble.servers[follower]
            try await Fixture.withProxy(to: ensemble.servers[leader]) { upToDate in
                try await Fixture.withProxy(to: behind) { lagging in
                    lagging.accept(false)
                    try await Fixture.withConnection(to: [upToDate.address, lagging.address]) { connection in
                        try await Fixture.withConnection(to: behind.address) { witness in
                            _ = try await connection.create("/base")
                            let stage = Stage(
                                ensemble: ensemble,
                                leader: leader,
                                follower: follower,
                                upToDate: upToDate,
                                lagging: lagging,
                                connection: connection,
                                witness: witness
                            )
                            try await body(stage)
                        }
                    }
                }
            }
        }
    }
}
