#if Metrics
    import LeaderElection
    import Metrics
    import MetricsTestKit
    import Testing
    import ZooKeeperTestKit

    /// What connections and electors report to swift-metrics.
    @Suite(.timeLimit(.minutes(3)))
    struct MetricsTests {
        private let metrics = TestMetrics()

        /// The number of requests that were measured with that outcome.
        private func requests(_ operation: String, _ errorType: String = "none") -> Int {
            metrics.timers(
                label: "zookeeper.client.operation.duration",
                dimensions: [("zookeeper.operation", operation), ("error.type", errorType)]
            ).first?.values.count ?? 0
        }

        private func meter(_ label: String, of path: String) -> [Double] {
            metrics.meters(label: label, dimensions: [("election.path", path)]).first?.values ?? []
        }

        private func times(_ label: String, of path: String) -> [Int64] {
            metrics.timers(label: label, dimensions: [("election.path", path)]).first?.values ?? []
        }

        private func losses(_ reason: LossReason, of path: String) -> Int64 {
            let dimensions = [("election.path", path), ("election.reason", "\(reason)")]
            return metrics.counterTotal(label: "election.losses", dimensions: dimensions)
        }

        @Test func requestsAreMeasuredByOperationAndOutcome() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await withMetricsFactory(metrics) {
                try await Fixture.withConnection(to: server.address) { connection in
                    _ = try await connection.create(path)
                    #expect(await code { _ = try await connection.create(path) } == .nodeExists)
                    _ = try await connection.getW(path)
                    _ = try await connection.multi([.check(path)])
                    _ = try await connection.exists(path)
                    #expect(try await connection.exists("\(path)/none") == nil)
                    try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8))
                    try await connection.delete(path)
                }
            }
            #expect(requests("create") == 1)
            #expect(requests("create", "node exists") == 1)
            #expect(requests("getW") == 1)
            #expect(requests("multi") == 1)
            // That there is no such node is an answer.
            #expect(requests("exists") == 2)
            #expect(requests("addAuth") == 1)
            #expect(requests("delete") == 1)
            #expect(metrics.timers.allSatisfy { $0.values.allSatisfy { $0 > 0 } })
            #expect(metrics.counters.isEmpty)
        }

        @Test func aCancelledRequestIsMeasuredAsThat() async throws {
            try await Fixture.withServer { server in
                try await withMetricsFactory(metrics) {
                    try await Fixture.withConnection(to: server.address) { connection in
                        try server.suspend()
                        let task = Task { try await connection.get("/") }
                        task.cancel()
                        await #expect(throws: CancellationError.self) { try await task.value }
                        try server.resume()
                    }
                }
            }
            #expect(requests("get", "cancelled") == 1)
        }

        @Test func lostSessionsAreCounted() async throws {
            let server = try await Fixture.server()
            try await withMetricsFactory(metrics) {
                try await Fixture.withConnection(to: server.address) { connection in
                    for count in 1...2 as ClosedRange<Int64> {
                        try await server.expire(sessionID: try #require(connection.sessionID))
                        try await Poll.until("the loss is counted") {
                            metrics.counterTotal(
                                label: "zookeeper.client.session.losses",
                                dimensions: [("error.type", "session expired")]
                            ) == count
                        }
                        try await connection.connect()
                    }
                }
            }
            // A close is no loss.
            #expect(metrics.counterTotal(label: "zookeeper.client.session.losses") == 2)
        }

        @Test func leadingIsToldWithItsGainsAndLosses() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await withMetricsFactory(metrics) {
                let elector = try await candidate("a", at: path, on: server.address, policy: .stepDown)
                try await elector.untilLeading()
                try await Poll.until("it leads, and nobody is in front") {
                    meter("election.leading", of: path) == [0, 1]
                        && meter("election.queue.position", of: path).last == 0
                        && times("election.wait.duration", of: path).count == 1
                        && times("election.leaderless.duration", of: path).count == 1
                }

                try await elector.resign(rejoin: .no)
                try await Poll.until("it does not") { meter("election.leading", of: path) == [0, 1, 0] }
                try await Poll.until("it has no place") {
                    meter("election.queue.position", of: path).last == -1
                }
                try await Poll.until("the loss is counted") { losses(.resigned, of: path) == 1 }

                try await elector.campaign()
                try await Poll.until("it leads") { meter("election.leading", of: path) == [0, 1, 0, 1] }
                try await elector.close()
            }
            #expect(meter("election.leading", of: path) == [0, 1, 0, 1, 0])
            #expect(meter("election.queue.position", of: path).last == -1)
            #expect(losses(.closed, of: path) == 1)
            #expect(metrics.counterTotal(label: "election.gains", dimensions: [("election.path", path)]) == 2)
            #expect(times("election.wait.duration", of: path).count == 2)
            #expect(metrics.counterTotal(label: "election.losses") == 2)
        }

        @Test func thePlaceInTheQueueGoesDown() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let first = try await candidate("a", at: path, on: server.address)
            try await first.untilLeading()
            let second = try await candidate("b", at: path, on: server.address)
            try await second.expect(leader: false)
            try await withMetricsFactory(metrics) {
                let third = try await candidate("c", at: path, on: server.address)
                try await Poll.until("two are in front") {
                    meter("election.queue.position", of: path).last == 2
                }
                try await third.expect(leader: false)
                // What is measured is noted when it has been told.
                try await Poll.until("the leader is known, and was not before") {
                    times("election.leaderless.duration", of: path).count == 1
                }
                #expect(times("election.wait.duration", of: path).isEmpty)
                try await second.close()
                try await Poll.until("one is in front") {
                    meter("election.queue.position", of: path).last == 1
                }
                #expect(meter("election.leading", of: path) == [0])
                try await first.close()
                try await third.expect(leader: true)
                try await Poll.until("it leads, and nobody is in front") {
                    meter("election.leading", of: path) == [0, 1]
                        && meter("election.queue.position", of: path).last == 0
                        && times("election.wait.duration", of: path).count == 1
                }
                try await third.close()
            }
        }
    }
#endif
