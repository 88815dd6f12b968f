import LeaderElection
import Testing
import ZooKeeperTestKit

@Suite(.timeLimit(.minutes(3)))
struct WatchTests {
    private func with(
        _ body: (_ connection: ZKConnection, _ other: ZKConnection, String) async throws -> Void
    ) async throws {
        let server = try await Fixture.server()
        try await Fixture.withConnection(to: server.address) { connection in
            try await Fixture.withConnection(to: server.address) { other in
                let path = Fixture.path("watch")
                _ = try await other.create(path)
                try await body(connection, other, path)
            }
        }
    }

    /// All that a watch tells: one event and the end.
    private func all(_ events: AsyncStream<ZKEvent>) async throws -> [ZKEvent.EventType] {
        try await withDeadline(.seconds(30)) { await events.reduce(into: []) { $0.append($1.type) } }
    }

    @Test func dataWatchTellsAChange() async throws {
        try await with { connection, other, path in
            let events = try await connection.getW(path).events
            try await other.set(path, data: [1])
            try await other.set(path, data: [2])
            let event = try await first(events)
            #expect(event?.type == .nodeDataChanged)
            #expect(event?.path == path)
            #expect(event?.state == .hasSession)
            #expect(try await all(events) == [])
        }
    }

    @Test func everyKindTellsADeletion() async throws {
        try await with { connection, other, path in
            let streams = [
                try await connection.getW(path).events, try await connection.getW(path).events,
                try await connection.childrenW(path).events, try await connection.existsW(path).events,
            ]
            try await other.delete(path)
            for events in streams { #expect(try await all(events) == [.nodeDeleted]) }
        }
    }

    @Test func existsWatchTellsACreation() async throws {
        try await with { connection, other, path in
            let events = try await connection.existsW("\(path)/new").events
            _ = try await other.create("\(path)/new")
            #expect(try await all(events) == [.nodeCreated])
        }
    }

    @Test func childWatchTellsChildrenOnly() async throws {
        try await with { connection, other, path in
            let events = try await connection.childrenW(path).events
            try await other.set(path, data: [1])
            _ = try await other.create("\(path)/child")
            #expect(try await all(events) == [.nodeChildrenChanged])
        }
    }

    /// So many that restoring them would take more than a server reads at once; then one that fires makes room for another.
    @Test func thereIsALimit() async throws {
        try await with { connection, _, path in
            let long = { (number: Int) in "\(path)/" + String(repeating: "x", count: 10_000) + "\(number)" }
            var streams: [AsyncStream<ZKEvent>] = []
            let refusal = await #expect(throws: ZKError.self) {
                for number in 0..<100 { streams.append(try await connection.existsW(long(number)).events) }
            }
            #expect(refusal?.code == .tooManyWatches)
            #expect(streams.count > 80)
            #expect(await code { _ = try await connection.existsW(long(100)) } == .tooManyWatches)
            _ = try await connection.create(long(0))
            let event = await streams.first?.first { _ in true }
            #expect(event?.type == .nodeCreated)
            #expect(try await connection.existsW(long(100)).stat == nil)
            #expect(await code { _ = try await connection.getW(long(0)) } == .tooManyWatches)
            #expect(await code { _ = try await connection.childrenW(long(0)) } == .tooManyWatches)
            #expect(try await connection.get(long(0)).data == [], "what sets no watch is not refused")
        }
    }

    @Test func aDroppedStreamHarmsNobody() async throws {
        try await with { connection, other, path in
            for _ in 0..<100 { _ = try await connection.getW(path) }
            let events = try await connection.getW(path).events
            try await other.delete(path)
            #expect(try await all(events) == [.nodeDeleted])
        }
    }

    @Test func aCancelledReaderStops() async throws {
        try await with { connection, _, path in
            let events = try await connection.getW(path).events
            let task = Task { await events.first { _ in true } }
            task.cancel()
            #expect(await task.value == nil)
        }
    }

    @Test func aStormOfChangesReachesEverybody() async throws {
        try await with { connection, other, path in
            let paths = (0..<1_000).map { "\(path)/\($0)" }
            for path in paths { _ = try await other.create(path) }
            var watches: [AsyncStream<ZKEvent>] = []
            for path in paths { watches.append(try await connection.getW(path).events) }
            for path in paths { try await other.delete(path) }
            // Only now: whoever waits has a deadline, and this may be a slow machine.
            for events in watches { #expect(try await all(events) == [.nodeDeleted]) }
        }
    }

    @Test func aChangeDuringADisconnectIsTold() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: server.address) { other in
                    try await Fixture.withConnection(to: proxy.address) { connection in
                        for path in ["/gone", "/changed", "/same"] { _ = try await other.create(path) }
                        let gone = try await connection.getW("/gone").events
                        let changed = try await connection.getW("/changed").events
                        let same = try await connection.getW("/same").events
                        let created = try await connection.existsW("/created").events
                        let states = connection.events()
                        proxy.accept(false)
                        proxy.cut()
                        _ = try await first(states) { $0.state == .disconnected }
                        try await other.delete("/gone")
                        try await other.set("/changed", data: [1])
                        _ = try await other.create("/created")
                        proxy.accept(true)
                        #expect(try await all(gone) == [.nodeDeleted])
                        #expect(try await all(changed) == [.nodeDataChanged])
                        #expect(try await all(created) == [.nodeCreated])
                        try await other.set("/same", data: [2])
                        #expect(try await all(same) == [.nodeDataChanged], "it was kept over the reconnect")
                    }
                }
            }
        }
    }

    @Test func theEndOfTheSessionEndsEveryWatch() async throws {
        let server = try await Fixture.server()
        for expires in [true, false] {
            try await Fixture.withConnection(to: server.address) { connection in
                let path = Fixture.path()
                _ = try await connection.create(path)
                let streams = [
                    try await connection.getW(path).events, try await connection.childrenW(path).events,
                    try await connection.existsW(path + "x").events,
                ]
                if expires {
                    try await server.expire(sessionID: try #require(connection.sessionID))
                } else {
                    await connection.close()
                }
                for events in streams {
                    let event = try #require(try await first(events))
                    #expect(event.type == .notWatching)
                    #expect(event.state == (expires ? .expired : .closed))
                    #expect((event.error as? ZKError)?.code == (expires ? .sessionExpired : .closing))
                    #expect(try await all(events) == [])
                }
            }
        }
    }
}
