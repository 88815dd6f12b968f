#if ServiceLifecycle
    import LeaderElection
    import Logging
    import ServiceLifecycle
    import ServiceLifecycleTestKit
    import Testing
    import ZooKeeperTestKit

    /// `Elector`, `LeaderObserver` and `ZKConnection` as services.
    @Suite(.timeLimit(.minutes(3)))
    struct ServiceTests {
        private let logger = Logger(label: "services", factory: { _ in SwiftLogNoOpLogHandler() })

        /// Also where the session is over and another one is being sought.
        @Test func aConnectionThatIsClosedWhileItConnectsEndsItsRun() async throws {
            let connection = ZKConnection(addrs: ["127.0.0.1:1"], opts: Fixture.opts())
            let events = connection.events()
            let run = Task { try await connection.run() }
            _ = await events.first { $0.state == .connecting }
            await connection.close()
            try await run.value
        }

        @Test func anElectorResignsAtAGracefulShutdown() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let elector = try await candidate("a", at: path, on: server.address)
            try await testGracefulShutdown { trigger in
                async let end: Void = elector.run()
                try await elector.untilLeading()
                trigger.triggerGracefulShutdown()
                try await end
            }
            #expect(!elector.isLeader)
            #expect(elector.failure == nil)
            #expect(try await children(of: path, on: server.address).isEmpty)
            // The reader of its events is told.
            #expect(try await elector.next()?.reason == .closed)
            #expect(try await elector.next() == nil)
        }

        @Test func anElectorIsClosedWhenItsTaskIsCancelled() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let elector = try await candidate("a", at: path, on: server.address)
            let task = Task { try await elector.run() }
            try await elector.untilLeading()
            task.cancel()
            try await task.value
            #expect(try await children(of: path, on: server.address).isEmpty)
        }

        @Test func anElectorThrowsWhyItEnded() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let elector = try await candidate("a", at: path, on: server.address)
            async let end = electorCode { try await elector.run() }
            try await elector.untilLeading()
            try await Fixture.withConnection(to: server.address) { connection in
                let node = try #require(try await connection.children(path).children.first)
                try await connection.delete("\(path)/\(node)")
            }
            #expect(await end == .ownNodeDeleted)
        }

        private func observer(at path: String, on address: String) async throws -> LeaderObserver {
            try await LeaderObserver.start(
                basePath: path,
                connector: .newConnection(addrs: [address], opts: Fixture.opts())
            )
        }

        @Test func anObserverIsClosedAtAGracefulShutdown() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let observer = try await observer(at: path, on: server.address)
            let elector = try await candidate("a", at: path, on: server.address)
            try await elector.untilLeading()
            try await testGracefulShutdown { trigger in
                async let end: Void = observer.run()
                // Its readers miss nothing.
                _ = try await first(observer.leaders) { $0?.ident == "a" }
                trigger.triggerGracefulShutdown()
                try await end
            }
            for await leader in observer.leaders { #expect(leader == nil) }
            #expect(observer.failure == nil)
            #expect(elector.isLeader)
            try await elector.close()
        }

        @Test func anObserverIsClosedWhenItsTaskIsCancelled() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let observer = try await observer(at: path, on: server.address)
            let task = Task { try await observer.run() }
            task.cancel()
            try await task.value
            for await leader in observer.leaders { #expect(leader == nil) }
            // Once more, and there is nothing left to do.
            try await observer.run()
        }

        @Test func anObserverThrowsWhyItEnded() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await Fixture.withConnection(to: server.address) { connection in
                _ = try await connection.create(path, acl: ZKACL.world(.create))
            }
            let observer = try await observer(at: path, on: server.address)
            await #expect {
                try await observer.run()
            } throws: { error in
                (error as? ElectorError)?.cause?.code == .noAuth
            }
        }

        @Test func aConnectionIsOpenUntilTheShutdown() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
            try await testGracefulShutdown { trigger in
                async let end: Void = connection.run()
                try await connection.waitForSession()
                _ = try await connection.create(path, flags: .ephemeral)
                trigger.triggerGracefulShutdown()
                try await end
            }
            #expect(await code { _ = try await connection.get(path) } == .closing)
            let left = try await Fixture.withConnection(to: server.address) { try await $0.exists(path) }
            #expect(left == nil)
        }

        @Test func aConnectionGetsAnotherSession() async throws {
            let server = try await Fixture.server()
            let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
            try await testGracefulShutdown { trigger in
                async let end: Void = connection.run()
                try await connection.waitForSession()
                let session = try #require(connection.sessionID)
                try await server.expire(sessionID: session)
                try await Poll.until("there is another session") {
                    connection.sessionID.map { $0 != session } ?? false
                }
                #expect(try await connection.exists("/") != nil)
                trigger.triggerGracefulShutdown()
                try await end
            }
        }

        @Test func aConnectionThatCannotBeMadeIsAnError() async throws {
            let connection = ZKConnection(addrs: ["not an address:x"])
            #expect(await code { try await connection.run() } == .badArguments)
            #expect(await code { _ = try await connection.get("/") } == .closing)
        }

        /// The order of a whole group: first the work, then leadership, then the connection.
        @Test func aGroupEndsInOrder() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
            try await connection.connect()
            let elector = try await Elector.start(
                ident: "a",
                basePath: path,
                connector: .existingConnection(conn: connection, events: connection.events())
            )
            let log = WorkLog()
            let group = ServiceGroup(
                services: [connection, elector, LeaderService(elector: elector) { log.worker($0) }],
                logger: logger
            )
            async let end: Void = group.run()
            _ = try await log.untilRunning()
            await group.triggerGracefulShutdown()
            try await end
            #expect(log.entries.map(\.ledAtEnd) == [true])
            #expect(!log.entries[0].wasCancelled)
            #expect(elector.failure == nil)
            #expect(!elector.isLeader)
            #expect(await code { _ = try await connection.get(path) } == .closing)
            #expect(try await children(of: path, on: server.address).isEmpty)
        }

        /// A service that fails takes the group down; leadership is given up all the same.
        @Test func aGroupEndsWithTheErrorOfTheWork() async throws {
            struct Failure: Error {}
            let (server, path) = (try await Fixture.server(), Fixture.path())
            let elector = try await candidate("a", at: path, on: server.address)
            let log = WorkLog()
            let service = LeaderService(elector: elector) { log.service($0) { throw Failure() } }
            let group = ServiceGroup(services: [elector, service], logger: logger)
            await #expect(throws: Failure.self) { try await group.run() }
            #expect(elector.failure == nil)
            #expect(try await children(of: path, on: server.address).isEmpty)
        }
    }
#endif
