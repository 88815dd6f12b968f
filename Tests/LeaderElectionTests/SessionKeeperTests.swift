import Testing
import ZooKeeper

@testable import LeaderElection

struct SessionKeeperTests {
    /// A connector that hands out one connection after another and fails as it is told.
    private struct Scripted: Connector {
        let attempts: Locked<[Result<[ZKEvent.State], ZKError>]>
        let count = Locked(0)

        func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
            count.withLock { $0 += 1 }
            let states = try attempts.withLock { $0.isEmpty ? .failure(ZKError(.closing)) : $0.removeFirst() }
                .get()
            let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
            for state in states { sink.yield(ZKEvent(type: .session, state: state)) }
            sink.finish()
            return (ConnAdapter(), events)
        }

        func close() async throws {}
    }

    private func news(
        _ policy: Elector.Policy,
        _ attempts: Result<[ZKEvent.State], ZKError>...
    ) async -> [String] {
        let (news, sink) = AsyncStream.makeStream(of: SessionKeeper.News.self)
        let keeper = SessionKeeper(
            connector: Scripted(attempts: Locked(attempts)),
            policy: policy,
            logger: .silent
        ) { sink.yield($0) }
        await keeper.run(nil)
        sink.finish()
        return await news.reduce(into: []) { all, piece in
            switch piece {
            case .connected: all.append("connected")
            case .suspended: all.append("suspended")
            case .resumed: all.append("resumed")
            case .lost(let error): all.append("lost: \(error)")
            case .failed(let error): all.append("failed: \(error)")
            }
        }
    }

    @Test func lossesAndReturnsAreToldOnce() async {
        #expect(
            await news(
                .failStop,
                .success([
                    .hasSession, .connecting, .disconnected, .disconnected, .connected, .hasSession,
                    .saslAuthenticated, .unknown, .connectedReadOnly, .associating, .authFailed,
                ])
            ) == [
                "connected", "suspended", "resumed", "suspended", "failed: authentication failed",
            ]
        )
    }

    @Test func withoutEventsThereIsNoWatchingOver() async {
        #expect(await news(.stepDown, .success([])) == ["connected", "failed: the connection was closed"])
        #expect(
            await news(.stepDown, .success([.closed])) == ["connected", "failed: the connection was closed"]
        )
    }

    @Test func anExpiredSessionIsFollowedByAnother() async {
        let second = Result<[ZKEvent.State], ZKError>.success([.closed])
        #expect(
            await news(.stepDown, .success([.expired]), .failure(ZKError(.connectionLoss)), second) == [
                "connected", "lost: the session expired", "connected", "failed: the connection was closed",
            ]
        )
        #expect(
            await news(.failStop, .success([.expired]), second) == ["connected", "lost: the session expired"]
        )
    }

    @Test func whatNoRetryMendsIsNotRetried() async {
        #expect(
            await news(.hold, .failure(ZKError(.operationTimeout)), .failure(ZKError(.authFailed))) == [
                "failed: authentication failed: authentication failed"
            ]
        )
    }

    @Test func theFirstAttemptFailsOrIsPutOff() async throws {
        let away = Result<[ZKEvent.State], ZKError>.failure(ZKError(.operationTimeout))
        func keeper(_ policy: Elector.Policy, _ attempt: Result<[ZKEvent.State], ZKError>) -> SessionKeeper {
            let connector = Scripted(attempts: Locked([attempt]))
            return SessionKeeper(connector: connector, policy: policy, logger: .silent) { _ in }
        }
        #expect(try await keeper(.hold, away).firstConnection() == nil)
        await #expect(throws: ZKError.self) { try await keeper(.failStop, away).firstConnection() }
        await #expect(throws: ZKError.self) {
            try await keeper(.hold, .failure(ZKError(.badArguments))).firstConnection()
        }
    }

    @Test func aBorrowedConnectionOfUnknownKindHasNoOtherSession() async throws {
        let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
        sink.yield(ZKEvent(type: .session, state: .expired))
        let elector = try await Elector.start(
            ident: "me",
            basePath: "/base",
            connector: .existingConnection(
                conn: ConnAdapter(createProtectedEphemeralSequentialF: { _, _, _ in
                    try await Task.sleep(for: .seconds(60)); return ""
                }),
                events: events
            ),
            policy: .stepDown
        )
        var last: Elector.Event?
        for await event in elector.events { last = event }
        let error = last?.error as? ElectorError
        #expect(error?.code == .sessionExpired)
        #expect(error?.cause?.code == .unimplemented)
        try await elector.close()
    }
}
