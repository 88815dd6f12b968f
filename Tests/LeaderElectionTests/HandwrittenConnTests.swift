import Testing
import ZooKeeper

@testable import LeaderElection

/// An elector over a connection of closures, with no more than Go's five calls: Go's TestStart_NoDeadlock and
/// TestClose_NoGoroutineLeak among others.
@Suite(.timeLimit(.minutes(1)))
struct HandwrittenConnTests {
    private static let own = "_c_0123456789abcdef0123456789abcdef-lock-0000000123"

    /// Tells when the last of what shares it is gone.
    private final class Tracker: Sendable {}

    private func nextEvent(of elector: Elector) async throws -> Elector.Event? {
        try await withDeadline(.seconds(20)) { await elector.events.first { _ in true } }
    }

    /// The five calls for an election in which nobody else stands. Each tells the connection's events something first.
    private func lonely(
        _ events: AsyncStream<ZKEvent>.Continuation,
        watch: AsyncStream<ZKEvent>,
        tracker: Tracker? = nil
    ) -> ConnAdapter {
        let noise = ZKEvent(type: .session, state: .saslAuthenticated)
        return ConnAdapter(
            getF: { _ in (Array("foo".utf8), ZKStat()) },
            existsF: { _ in
                withExtendedLifetime(tracker) { _ = events.yield(noise) }
                return ZKStat()
            },
            createProtectedEphemeralSequentialF: { _, _, _ in
                events.yield(noise)
                return "/base/\(Self.own)"
            },
            childrenWF: { _ in
                events.yield(noise)
                return ([Self.own], ZKStat(), watch)
            }
        )
    }

    /// Go: TestStart_NoDeadlock. A connection that sends events from inside its calls holds nothing up.
    @Test func noDeadlockInStart() async throws {
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: .existingConnection(conn: lonely(sink, watch: AsyncStream { _ in }), events: events)
        )
        let event = try #require(try await nextEvent(of: elector))
        #expect(event.leader)
        #expect(event.error == nil)
        #expect(elector.isLeader)
        #expect(elector.leaderIdent == "id")
        try await elector.close()
        #expect(!elector.isLeader)
        #expect(elector.leaderIdent == "")
    }

    /// Go: TestClose_NoGoroutineLeak. The watches end at the same time as the elector is closed and nobody reads its events.
    @Test func noLeakOnClose() async throws {
        for _ in 0..<100 {
            weak var leaked: Tracker?
            do {
                let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
                let (watch, watchSink) = AsyncStream.makeStream(of: ZKEvent.self)
                let tracker = Tracker()
                leaked = tracker
                let elector = try await Elector.start(
                    ident: "id",
                    basePath: "/base",
                    connector: .existingConnection(
                        conn: lonely(sink, watch: watch, tracker: tracker),
                        events: events
                    )
                )
                #expect(try await nextEvent(of: elector)?.leader == true)
                watchSink.finish()
                sink.finish()
                try await elector.close()
            }
            let deadline = ContinuousClock.now + .seconds(20)
            while leaked != nil, ContinuousClock.now < deadline { await Task.yield() }
            #expect(leaked == nil)
        }
    }

    /// A connection that can delete but has no watch on a node that may be missing.
    private struct Deleting: WrappedConn {
        let conn: ConnAdapter
        func delete(_ path: String, version: Int32) async throws {}
    }

    /// Whoever has withdrawn goes on knowing who leads.
    @Test func whoHasWithdrawnLooksOnWithFiveCalls() async throws {
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let conn = Deleting(conn: lonely(sink, watch: AsyncStream { _ in }))
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: .existingConnection(conn: conn, events: events)
        )
        #expect(try await nextEvent(of: elector)?.leader == true)
        try await elector.resign(rejoin: .no)
        #expect(try await nextEvent(of: elector)?.reason == .resigned)
        let leader = try await withDeadline(.seconds(20)) {
            await elector.leaderChanges.first { $0 != nil }
        }
        #expect(leader??.ident == "foo")
        try await elector.close()
    }

    @Test func nodeWithoutANumberIsAnError() async throws {
        let conn = ConnAdapter(
            existsF: { _ in ZKStat() },
            createProtectedEphemeralSequentialF: { _, _, _ in "protected" }
        )
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: .existingConnection(conn: conn, events: AsyncStream { _ in })
        )
        let event = try #require(try await nextEvent(of: elector))
        #expect((event.error as? ElectorError)?.code == .badOwnNode)
        #expect(try await nextEvent(of: elector) == nil)
        try await elector.close()
    }

    /// A connection that never waits, and whose watches have all fired already, keeps nobody from closing the elector.
    @Test func aConnectionThatNeverWaitsHoldsNothingUp() async throws {
        let ahead = "_c_00000000000000000000000000000000-lock-0000000000"
        let fired = ZKEvent(type: .nodeDataChanged, state: .hasSession)
        let conn = ConnAdapter(
            getF: { _ in (Array("foo".utf8), ZKStat()) },
            existsF: { _ in ZKStat() },
            createProtectedEphemeralSequentialF: { _, _, _ in "/base/\(Self.own)" },
            childrenWF: { _ in
                ([ahead, Self.own], ZKStat(), AsyncStream { $0.yield(fired) })
            }
        )
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: .existingConnection(conn: conn, events: AsyncStream { _ in })
        )
        #expect(try await nextEvent(of: elector)?.leader == false)
        try await elector.close()
    }

    /// An error that is not ours reaches the user as it is.
    @Test func foreignErrorsComeThrough() async throws {
        struct Foreign: Error, Equatable {}
        let conn = ConnAdapter(createProtectedEphemeralSequentialF: { _, _, _ in throw Foreign() })
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: .existingConnection(conn: conn, events: AsyncStream { _ in })
        )
        #expect(try await nextEvent(of: elector)?.error is Foreign)
        try await elector.close()
    }

    @Test(
        arguments: [
            (.disconnected, .disconnected), (.expired, .sessionExpired), (.authFailed, .authFailed),
            (.unknown, .disconnected), (.closed, .connectionClosed),
        ] as [(ZKEvent.State, ElectorError.Code)]
    )
    func everyLossOfTheConnectionEndsItOnce(state: ZKEvent.State, code: ElectorError.Code) async throws {
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: .existingConnection(conn: lonely(sink, watch: AsyncStream { _ in }), events: events)
        )
        #expect(try await nextEvent(of: elector)?.leader == true)
        sink.yield(ZKEvent(type: .session, state: state))
        sink.yield(ZKEvent(type: .session, state: .expired))
        let event = try #require(try await nextEvent(of: elector))
        #expect(!event.leader)
        #expect((event.error as? ElectorError)?.code == code)
        #expect(try await nextEvent(of: elector) == nil)
        #expect(!elector.isLeader)
        try await elector.close()
    }

    /// Between two sessions there is nobody to ask.
    @Test func thereAreNoParticipantsToReadWithoutASession() async throws {
        struct Once: Connector {
            let conn: any Conn
            let events: AsyncStream<ZKEvent>
            func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) { (conn, events) }
            func reconnect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
                try await OneShot<Void>().value()
                return (conn, events)
            }
            func close() async throws {}
        }
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: Once(conn: lonely(sink, watch: AsyncStream { _ in }), events: events),
            policy: .stepDown
        )
        #expect(try await nextEvent(of: elector)?.leader == true)
        #expect(try await elector.participants().map(\.ident) == ["foo"])
        sink.yield(ZKEvent(type: .session, state: .expired))
        #expect(try await nextEvent(of: elector)?.reason == .sessionExpired)
        await #expect(throws: ElectorError(.disconnected)) { try await elector.participants() }
        try await elector.close()
    }

    @Test func endOfTheConnectionsEventsEndsIt() async throws {
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "id",
            basePath: "/base",
            connector: .existingConnection(conn: lonely(sink, watch: AsyncStream { _ in }), events: events)
        )
        #expect(try await nextEvent(of: elector)?.leader == true)
        sink.finish()
        #expect((try await nextEvent(of: elector)?.error as? ElectorError)?.code == .connectionClosed)
        try await elector.close()
    }

    /// A connector that fails to connect leaves nothing behind, and one that is cancelled is closed again.
    @Test func startThatFailsClosesWhatItOpened() async throws {
        final class Counting: Connector {
            let opened = Locked(0)
            func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
                opened.withLock { $0 += 1 }
                while !Task.isCancelled { await Task.yield() }
                return (ConnAdapter(), AsyncStream { _ in })
            }
            func close() async throws { opened.withLock { $0 -= 1 } }
        }
        let connector = Counting()
        let task = Task { try await Elector.start(ident: "id", basePath: "/base", connector: connector) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(connector.opened.withLock { $0 } == 0)
    }

    /// An elector and its events that nobody holds any more stop standing for election.
    @Test func lettingGoCloses() async throws {
        final class Closing: Connector {
            let closed = Locked(false)
            let conn: any Conn
            init(conn: any Conn) { self.conn = conn }
            func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
                (conn, AsyncStream { _ in })
            }
            func close() async throws { closed.withLock { $0 = true } }
        }
        let (_, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let connector = Closing(conn: lonely(sink, watch: AsyncStream { _ in }))
        do {
            let elector = try await Elector.start(ident: "id", basePath: "/base", connector: connector)
            #expect(try await nextEvent(of: elector)?.leader == true)
        }
        let deadline = ContinuousClock.now + .seconds(20)
        while !connector.closed.withLock({ $0 }), ContinuousClock.now < deadline { await Task.yield() }
        #expect(connector.closed.withLock { $0 })
    }
}
