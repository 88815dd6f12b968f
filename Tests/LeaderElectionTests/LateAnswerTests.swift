import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// Answers that come when whoever asked has been told to stop, and watches that end without having fired.
@Suite(.timeLimit(.minutes(1)))
struct LateAnswerTests {
    private let zookeeper = InMemoryZooKeeper()

    /// Somebody who leads, or will when its turn comes.
    private func leader(_ ident: String) async throws -> Elector {
        let elector = try await Elector.start(
            ident: ident,
            basePath: "/leader",
            connector: zookeeper.connection()
        )
        _ = await elector.events.first { _ in true }
        return elector
    }

    private func ident(_ ident: String, seenBy elector: Elector) async throws {
        try await Poll.until("\(ident) is seen; now \(elector.leaderIdent)") { elector.leaderIdent == ident }
    }

    /// The lease that it puts off is told to have run out when it has.
    @Test func aConfirmationOfTheConnectionBeforeKeepsNoLapseFromBeingTold() async throws {
        let connection = try await zookeeper.connected()
        let late = Gate()
        let never = Gate()
        let count = Locked(0)
        let conn = InterceptedConn(conn: connection, timeout: { .seconds(6) }) {
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number == 2 { await late.pass() }
            if number >= 3 { await never.pass() }
        }
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: events),
            policy: .hold
        )
        var told = elector.events.makeAsyncIterator()
        #expect(await told.next()?.leader == true)
        try await late.untilReached()
        sink.yield(ZKEvent(type: .session, state: .disconnected))
        sink.yield(ZKEvent(type: .session, state: .hasSession))
        try await never.untilReached()
        late.open()
        sink.yield(ZKEvent(type: .session, state: .disconnected))
        let loss = await told.next()
        #expect(loss?.reason == .leaseExpired)
        never.open()
        try await elector.close()
        await connection.close()
    }

    /// What is observed now counts, not what an earlier observation was told late.
    @Test func anObservationThatIsOverTellsNothing() async throws {
        let a = try await leader("a")
        let b = try await leader("b")
        let connection = try await zookeeper.connected()
        let late = Gate()
        let conn = InterceptedConn(conn: connection)
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "c",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: events),
            policy: .stepDown
        )
        let told = Told(by: elector)
        try await ident("a", seenBy: elector)
        conn.nextGet.withLock { $0 = late }
        try await elector.resign(rejoin: .no)
        try await late.untilReached()
        sink.yield(ZKEvent(type: .session, state: .disconnected))
        sink.yield(ZKEvent(type: .session, state: .hasSession))
        try await ident("a", seenBy: elector)
        try await a.close()
        try await told.until("b")
        late.open()
        try await b.update(ident: "b2")
        try await told.until("b2")
        #expect(told.idents.suffix(2) == ["b", "b2"])
        for elector in [elector, b] { try await elector.close() }
        await told.untilEnd()
        await connection.close()
    }

    /// Starts somebody behind a leader and its successor, which hears of it from its own watch.
    private func withFollower(
        nextGet: Gate? = nil,
        watchOnExists: @escaping @Sendable () throws -> AsyncStream<ZKEvent>,
        _ body: (_ leader: Elector, _ follower: Elector) async throws -> Void
    ) async throws {
        let leader = try await leader("a")
        let between = try await self.leader("m")
        let connection = try await zookeeper.connected()
        let conn = InterceptedConn(conn: connection, nextGet: Locked(nextGet), watchOnExists: watchOnExists)
        let follower = try await Elector.start(
            ident: "b",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events()),
            policy: .stepDown
        )
        try await body(leader, follower)
        try await follower.close()
        await connection.close()
        for elector in [between, leader] { try await elector.close() }
    }

    /// Who waits reads the leader's ident again when the watch that tells of changes ended otherwise.
    @Test func anIdentThatChangesWhileNobodyWatchesIsSeen() async throws {
        let (watch, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let watches = Locked([watch])
        let next: @Sendable () -> AsyncStream<ZKEvent> = {
            watches.withLock { $0.popLast() } ?? AsyncStream { _ in }
        }
        try await withFollower(watchOnExists: next) { leader, follower in
            try await ident("a", seenBy: follower)
            try await leader.update(ident: "a2")
            sink.yield(ZKEvent(type: .notWatching, state: .disconnected))
            try await ident("a2", seenBy: follower)
        }
    }

    /// Who waits reads the leader's ident again when it could not watch for changes at first.
    @Test func anIdentThatChangesBeforeItIsWatchedIsSeen() async throws {
        let isRenamed = Locked(false)
        let late: @Sendable () throws -> AsyncStream<ZKEvent> = {
            guard isRenamed.withLock({ $0 }) else { throw ZKError(.connectionLoss) }
            return AsyncStream { _ in }
        }
        try await withFollower(watchOnExists: late) { leader, follower in
            try await ident("a", seenBy: follower)
            try await leader.update(ident: "a2")
            isRenamed.withLock { $0 = true }
            try await ident("a2", seenBy: follower)
        }
    }

    /// The same where the answer about the leader comes last, but was given first.
    @Test func anIdentThatWasReadBeforeItWasWatchedIsReadAgain() async throws {
        let (isRenamed, isWatched) = (Locked(false), Locked(false))
        let answer = Gate()
        let late: @Sendable () throws -> AsyncStream<ZKEvent> = {
            guard isRenamed.withLock({ $0 }) else { throw ZKError(.connectionLoss) }
            isWatched.withLock { $0 = true }
            return AsyncStream { _ in }
        }
        try await withFollower(nextGet: answer, watchOnExists: late) { leader, follower in
            try await answer.untilReached()
            try await leader.update(ident: "a2")
            isRenamed.withLock { $0 = true }
            try await Poll.until("idents are watched") { isWatched.withLock { $0 } }
            answer.open()
            try await ident("a2", seenBy: follower)
        }
    }

    /// A server that is too busy for a moment is asked again, whatever is to be deleted.
    @Test func aDeletionIsRepeatedThatWasThrottledAtOnce() async throws {
        let connection = try await zookeeper.connected()
        let refusals = Locked(2)
        let conn = InterceptedConn(
            conn: connection,
            beforeDelete: {
                let isBusy = refusals.withLock { refusals in
                    refusals -= 1
                    return refusals >= 0
                }
                if isBusy { throw ZKError(.throttledOperation) }
            }
        )
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events()),
            policy: .hold
        )
        var told = elector.events.makeAsyncIterator()
        #expect(await told.next()?.leader == true)
        try await elector.resign(rejoin: .no)
        #expect(await told.next()?.reason == .resigned)
        #expect(try await connection.children("/leader").children.isEmpty)
        #expect(elector.failure == nil)
        try await elector.close()
        await connection.close()
    }

    /// Nor does one that comes when the lease has run out already, and brings it back.
    @Test func aLapseIsToldAgainAfterALateConfirmation() async throws {
        let connection = try await zookeeper.connected()
        let (late, never) = (Gate(), Gate())
        let isBack = Locked(false)
        let conn = InterceptedConn(conn: connection, timeout: { .seconds(30) }) {
            guard isBack.withLock({ $0 }) else { return }
            if late.isReached { await never.pass() } else { await late.pass() }
        }
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: events),
            policy: .hold
        )
        var told = elector.events.makeAsyncIterator()
        #expect(await told.next()?.leader == true)
        connection.loseConnection()
        sink.yield(ZKEvent(type: .session, state: .disconnected))
        #expect(await told.next()?.reason == .leaseExpired)
        isBack.withLock { $0 = true }
        connection.restoreConnection()
        try await late.untilReached()
        sink.yield(ZKEvent(type: .session, state: .hasSession))
        try await never.untilReached()
        late.open()
        #expect(await told.next()?.leader == true)
        sink.yield(ZKEvent(type: .session, state: .disconnected))
        #expect(await told.next()?.reason == .leaseExpired)
        never.open()
        try await elector.close()
        await connection.close()
    }

    /// Of two who read a leader's ident, the one that has read the newer one is believed.
    @Test func anIdentThatWasReadEarlierIsNotToldLater() async throws {
        let a = try await leader("a")
        let between = try await leader("m")
        let connection = try await zookeeper.connected()
        let late = Gate()
        let conn = InterceptedConn(conn: connection, nextGet: Locked(late))
        let elector = try await Elector.start(
            ident: "b",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events()),
            policy: .stepDown
        )
        let told = Told(by: elector)
        try await late.untilReached()
        try await a.update(ident: "a2")
        try await ident("a2", seenBy: elector)
        late.open()
        try await between.update(ident: "m2")
        try await a.close()
        try await told.until("m2")
        #expect(!told.idents.contains("a"))
        for elector in [elector, between] { try await elector.close() }
        await told.untilEnd()
        await connection.close()
    }

    /// Of two renamings at the same time the one that began last holds, whichever has written first.
    @Test func theRenamingThatBeganLastHolds() async throws {
        let connection = try await zookeeper.connected()
        let conn = InterceptedConn(conn: connection)
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events())
        )
        _ = await elector.events.first { _ in true }
        let late = Gate()
        conn.nextGet.withLock { $0 = late }
        let first = Task { try await elector.update(ident: "a2") }
        try await late.untilReached()
        try await elector.update(ident: "a3")
        late.open()
        try await first.value
        #expect(try await elector.participants().map(\.ident) == ["a3"])
        #expect(elector.leaderIdent == "a3")
        try await elector.close()
        await connection.close()
    }

    /// What is in the line when somebody calls `close()` is not told any more.
    @Test func afterCloseNothingIsToldThatCameBefore() async throws {
        let elector = try await leader("a")
        elector.candidacy.inbox.put(.session(.suspended))
        try await elector.close()
        var reasons: [LossReason?] = []
        for await event in elector.events {
            #expect(event.error == nil)
            reasons.append(event.reason)
        }
        #expect(reasons == [.closed])
        #expect(elector.failure == nil)
    }

    /// Who closes the connection of a leader ends the session: nobody must hear of that first.
    @Test func aLeaderWithoutItsSessionDoesNotLead() async throws {
        let connection = try await zookeeper.connected()
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: connection, events: AsyncStream { _ in })
        )
        let leadership = try await elector.waitForLeadership()
        await connection.close()
        #expect(!leadership.isValid)
        #expect(!elector.isLeader)
        try await elector.close()
    }
}
