#if ServiceLifecycle
    import LeaderElection
    import Logging
    import ServiceLifecycle
    import ServiceLifecycleTestKit
    import Testing
    import ZooKeeperTestKit

    /// `LeaderService`: another service while, and only while, this candidate leads.
    @Suite(.timeLimit(.minutes(3)))
    struct LeaderServiceTests {
        private struct Failure: Error {}

        /// One candidate at a path of its own, and a log for its service.
        private func standing() async throws -> (
            server: TestServer, path: String, elector: Elector, log: WorkLog
        ) {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            return (server, path, try await candidate("a", at: path, on: server.address), WorkLog())
        }

        /// Runs `body` beside a service of its own for `elector`, which must end without an error.
        private func withService(
            _ elector: Elector,
            _ log: WorkLog,
            _ body: @Sendable (GracefulShutdownTestTrigger) async throws -> Void
        ) async throws {
            let service = LeaderService(elector: elector) { log.worker($0) }
            try await testGracefulShutdown { trigger in
                async let end: Void = service.run()
                try await body(trigger)
                try await end
            }
            #expect(log.running.isEmpty)
        }

        @Test func runsWhileItLeadsOnly() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let first = try await candidate("a", at: path, on: server.address)
            try await first.untilLeading()
            let second = try await candidate("b", at: path, on: server.address)
            try await second.expect(leader: false)
            let log = WorkLog()
            try await withService(second, log) { trigger in
                let other = WorkLog()
                try await withService(first, other) { trigger in
                    let entry = try await other.untilRunning()
                    #expect(entry.token == first.leadership?.token)
                    #expect(log.entries.isEmpty)
                    trigger.triggerGracefulShutdown()
                }
                // It ended while it led, and leadership went on after it.
                #expect(other.entries.map(\.ledAtEnd) == [true])
                #expect(!other.entries[0].wasCancelled)
                #expect(try await log.untilRunning().token == second.leadership?.token)
                trigger.triggerGracefulShutdown()
            }
            #expect(log.entries.map(\.ledAtEnd) == [true])
            #expect(try await children(of: path, on: server.address).isEmpty)
            // It does not close what it was lent.
            #expect(await electorCode { _ = try await second.waitForLeadership() } == .notCandidate)
            try await first.close()
            try await second.close()
        }

        @Test func isShutDownBeforeItEverLed() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let first = try await candidate("a", at: path, on: server.address)
            try await first.untilLeading()
            let second = try await candidate("b", at: path, on: server.address)
            try await second.expect(leader: false)
            let log = WorkLog()
            try await withService(second, log) { $0.triggerGracefulShutdown() }
            #expect(log.entries.isEmpty)
            #expect(try await children(of: path, on: server.address).count == 1)
            try await first.close()
            try await second.close()
        }

        @Test func startsAgainAfterAResignation() async throws {
            let (_, _, elector, log) = try await standing()
            try await withService(elector, log) { trigger in
                let first = try await log.untilRunning()
                try await elector.resign()
                let second = try await log.untilRunning()
                #expect(second.token > first.token)
                #expect(log.entries[0].ledAtEnd == true)
                trigger.triggerGracefulShutdown()
            }
            #expect(log.entries.count == 2)
            try await elector.close()
        }

        /// Who has withdrawn is not made to stand again, and is waited for.
        @Test func waitsForOneThatHasWithdrawn() async throws {
            let (server, path, elector, log) = try await standing()
            try await withService(elector, log) { trigger in
                _ = try await log.untilRunning()
                try await elector.resign(rejoin: .no)
                #expect(log.entries.map(\.ledAtEnd) == [true])
                #expect(try await children(of: path, on: server.address).isEmpty)
                try await elector.campaign()
                _ = try await log.untilRunning()
                trigger.triggerGracefulShutdown()
            }
            #expect(log.entries.count == 2)
            try await elector.close()
        }

        @Test func startsAgainAfterALoss() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let elector = try await candidate("a", at: path, on: server.address, policy: .stepDown)
            let log = WorkLog()
            try await withService(elector, log) { trigger in
                let first = try await log.untilRunning()
                try await Fixture.withConnection(to: server.address) { connection in
                    let node = try #require(try await connection.children(path).children.first)
                    try await connection.delete("\(path)/\(node)")
                }
                let second = try await log.untilRunning()
                #expect(second.token > first.token)
                #expect(log.entries[0].ledAtEnd == false)
                #expect(!log.entries[0].wasCancelled)
                trigger.triggerGracefulShutdown()
            }
            #expect(log.entries.count == 2)
            try await elector.close()
        }

        /// No more than a moment is lost, and nobody else leads.
        @Test func startsAgainAfterADisconnect() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await Fixture.withProxy(to: server) { proxy in
                let elector = try await candidate("a", at: path, on: proxy.address, policy: .stepDown)
                let log = WorkLog()
                try await withService(elector, log) { trigger in
                    let first = try await log.untilRunning()
                    proxy.cut()
                    #expect(try await log.untilRunning().token == first.token)
                    trigger.triggerGracefulShutdown()
                }
                try await elector.close()
            }
        }

        /// A server that does not answer lets the lease run out.
        @Test func endsWithTheLease() async throws {
            try await Fixture.withServer { server in
                let elector = try await candidate(
                    "a",
                    at: "/base",
                    on: server.address,
                    sessionTimeout: .seconds(4),
                    policy: .hold
                )
                let log = WorkLog()
                try await withService(elector, log) { trigger in
                    _ = try await log.untilRunning()
                    try server.suspend()
                    try await Poll.until("the service has ended") { log.running.isEmpty }
                    try server.resume()
                    _ = try await log.untilRunning()
                    trigger.triggerGracefulShutdown()
                }
                #expect(log.entries.allSatisfy { !$0.wasCancelled })
                try await elector.close()
            }
        }

        @Test func throwsWhatTheServiceThrowsAfterResigning() async throws {
            let (server, path, elector, log) = try await standing()
            let service = LeaderService(elector: elector) { log.service($0) { throw Failure() } }
            await #expect(throws: Failure.self) { try await service.run() }
            #expect(log.entries.map(\.ledAtEnd) == [true])
            #expect(!elector.isLeader)
            #expect(try await children(of: path, on: server.address).isEmpty)
            try await elector.close()
        }

        @Test func throwsWhatTheMakingThrows() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let elector = try await candidate("a", at: path, on: server.address)
            let service = LeaderService(elector: elector) { _ in throw Failure() }
            await #expect(throws: Failure.self) { try await service.run() }
            #expect(try await children(of: path, on: server.address).isEmpty)
            try await elector.close()
        }

        @Test func endsWithAServiceThatEnds() async throws {
            let (server, path, elector, log) = try await standing()
            try await LeaderService(elector: elector) { log.service($0) {} }.run()
            #expect(log.entries.map(\.ledAtEnd) == [true])
            #expect(try await children(of: path, on: server.address).isEmpty)
            try await elector.close()
        }

        @Test func throwsWhyTheElectorEnded() async throws {
            let (server, path, elector, log) = try await standing()
            async let end = electorCode { try await LeaderService(elector: elector) { log.worker($0) }.run() }
            _ = try await log.untilRunning()
            try await Fixture.withConnection(to: server.address) { connection in
                let node = try #require(try await connection.children(path).children.first)
                try await connection.delete("\(path)/\(node)")
            }
            #expect(await end == .ownNodeDeleted)
            #expect((elector.failure as? ElectorError)?.code == .ownNodeDeleted)
            #expect(log.entries.map(\.ledAtEnd) == [false])
            #expect(!log.entries[0].wasCancelled)
            try await elector.close()
        }

        /// Closing the elector waits for the service, which is shut down first.
        @Test func endsWithTheElector() async throws {
            let (_, _, elector, log) = try await standing()
            try await withService(elector, log) { _ in
                _ = try await log.untilRunning()
                try await elector.close()
                #expect(log.entries.map(\.ledAtEnd) == [true])
                #expect(!log.entries[0].wasCancelled)
            }
            #expect(elector.failure == nil)
        }

        @Test func cancellationCancelsTheService() async throws {
            let (server, path, elector, log) = try await standing()
            let task = Task { try await LeaderService(elector: elector) { log.worker($0) }.run() }
            _ = try await log.untilRunning()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(log.entries.map(\.ledAtEnd) == [true])
            #expect(log.entries[0].wasCancelled)
            #expect(try await children(of: path, on: server.address).isEmpty)
            try await elector.close()
        }

        @Test func aServiceThatDoesNotHeedTheShutdownIsCancelled() async throws {
            let (server, path, elector, log) = try await standing()
            let service = LeaderService(elector: elector, gracePeriod: .milliseconds(1)) { leadership in
                log.service(leadership) { try? await Task.sleep(for: .seconds(3600)) }
            }
            try await testGracefulShutdown { trigger in
                async let end: Void = service.run()
                _ = try await log.untilRunning()
                trigger.triggerGracefulShutdown()
                try await end
            }
            #expect(log.entries[0].wasCancelled)
            #expect(try await children(of: path, on: server.address).isEmpty)
            try await elector.close()
        }

        @Test func theMakingIsCancelled() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let elector = try await candidate("a", at: path, on: server.address)
            let (log, attempts) = (WorkLog(), Locked(0))
            let service = LeaderService(elector: elector) { leadership in
                attempts.withLock { $0 += 1 }
                try await Task.sleep(for: .seconds(3600))
                return log.worker(leadership)
            }
            try await testGracefulShutdown { trigger in
                async let end: Void = service.run()
                try await Poll.until("it is being made") { attempts.withLock { $0 } == 1 }
                try await elector.resign()
                try await Poll.until("it is being made again") { attempts.withLock { $0 } == 2 }
                trigger.triggerGracefulShutdown()
                try await end
            }
            #expect(log.entries.isEmpty)
            #expect(try await children(of: path, on: server.address).isEmpty)
            try await elector.close()
        }

        @Test func oneAtATime() async throws {
            let (_, _, elector, log) = try await standing()
            try await withService(elector, log) { trigger in
                _ = try await log.untilRunning()
                #expect(await electorCode { try await elector.withLeadership { _ in } } == .busy)
                let other = LeaderService(elector: elector) { log.worker($0) }
                #expect(await electorCode { try await other.run() } == .busy)
                #expect(elector.isLeader)
                trigger.triggerGracefulShutdown()
            }
            try await elector.close()
        }
    }
#endif
