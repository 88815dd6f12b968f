import Testing

@testable import ZooKeeper

struct SessionLinkTests {
    private let session = SessionInfo(id: 7, password: [], timeout: .seconds(5))

    /// A handle that is never opened. It must be closed.
    private func makeHandle() -> ZKHandle {
        ZKHandle.make(logger: ConnectionOpts().logger) { _, _ in }
    }

    private func states(of events: AsyncStream<ZKEvent>) async -> [ZKEvent.State] {
        await events.reduce(into: []) { $0.append($1.state) }
    }

    private func end(_ link: SessionLink, _ handles: ZKHandle...) async {
        for handle in link.close() + handles { await handle.close() }
    }

    @Test func aSessionIsAnnouncedOnceItsOpenerSaysSo() async throws {
        let link = SessionLink()
        let events = link.subscribe()
        let handle = makeHandle()
        #expect(try link.beginConnecting() != nil)
        #expect(try link.beginConnecting() == nil, "one looks for a session at a time")
        #expect(try link.adopt(handle) == nil)
        link.report(handle, .connected(session))
        #expect(throws: ZKError.self) { try link.handle(for: .sync(path: "/")) }
        link.announce(handle)
        #expect(try link.handle(for: .sync(path: "/")) === handle)
        #expect(link.session == session)
        await end(link)
        #expect(await states(of: events) == [.disconnected, .connecting, .hasSession, .closed])
    }

    @Test func aLossBeforeTheAnnouncementIsToldAfterIt() async throws {
        let link = SessionLink()
        let events = link.subscribe()
        let handle = makeHandle()
        _ = try link.adopt(handle)
        link.report(handle, .connected(session))
        link.report(handle, .disconnected)
        link.announce(handle)
        link.report(handle, .connected(session))
        link.report(handle, .connected(session))
        await end(link)
        #expect(
            await states(of: events) == [.disconnected, .hasSession, .disconnected, .hasSession, .closed]
        )
    }

    @Test func aHandleThatWasReplacedIsNotHeard() async throws {
        let link = SessionLink()
        let old = makeHandle()
        let new = makeHandle()
        _ = try link.adopt(old)
        link.report(old, .connected(session))
        link.announce(old)
        link.report(old, .disconnected)
        #expect(try link.adopt(new, resuming: session) === old)
        link.report(old, .connected(session))
        link.report(old, .ended(.sessionExpired))
        #expect(link.present == .disconnected)
        #expect(link.session == session)
        let error = #expect(throws: ZKError.self) { try link.handle(for: .sync(path: "/")) }
        #expect(error?.code == .connectionLoss, "a session that moves is disconnected for that time")
        await end(link, old)
    }

    /// A session is only moved while it is disconnected, and only that one: to close a connected handle ends its session.
    @Test func aSessionThatIsBackIsNotMoved() async throws {
        let link = SessionLink()
        let old = makeHandle()
        let new = makeHandle()
        _ = try link.adopt(old)
        link.report(old, .connected(session))
        link.announce(old)
        #expect(throws: ZKError.self) { try link.adopt(new, resuming: session) }
        link.report(old, .disconnected)
        let earlier = SessionInfo(id: 6, password: [], timeout: .seconds(5))
        #expect(throws: ZKError.self) { try link.adopt(new, resuming: earlier) }
        link.report(old, .connected(session))
        #expect(throws: ZKError.self) { try link.adopt(new, resuming: session) }
        #expect(try link.handle(for: .sync(path: "/")) === old)
        await end(link, new)
    }

    /// A handle that finds a server while it is being closed ends its session: not while a leader relies on what was answered before
    /// the loss, for half of the longest timeout that it knew of.
    @Test func aSessionIsNotMovedWhileSomebodyMayRelyOnIt() async throws {
        let link = SessionLink()
        let (old, new) = (makeHandle(), makeHandle())
        _ = try link.adopt(old)
        link.report(old, .connected(session))
        link.announce(old)
        let answered = ContinuousClock.now
        old.lastTransaction.withLock { $0 = answered }
        link.report(old, .disconnected)
        link.report(old, .connected(SessionInfo(id: 7, password: [], timeout: .seconds(1))))
        link.report(old, .disconnected)
        let over = answered + session.timeout / 2
        #expect(throws: ZKError.self) {
            try link.adopt(new, resuming: session, at: over - .nanoseconds(1))
        }
        #expect(try link.handle(for: .sync(path: "/")) === old)
        #expect(try link.adopt(new, resuming: session, at: over) === old)
        let error = await #expect(throws: ZKError.self) { try await old.submit(.sync(path: "/")) }
        #expect(error?.code == .connectionLoss, "what it is asked from now on says nothing about the session")
        await end(link)
    }

    /// Whoever closes a connection waits for the handles that others have begun to close.
    @Test func theEndNamesEveryHandleThatIsStillClosing() async throws {
        let link = SessionLink()
        let (first, second, third) = (makeHandle(), makeHandle(), makeHandle())
        _ = try link.adopt(first)
        _ = try link.adopt(second)
        await first.close()
        _ = try link.adopt(third)
        let left = link.close()
        #expect(left.count == 2 && left.contains { $0 === second } && left.contains { $0 === third })
        for handle in left { await handle.close() }
    }

    /// A deadline that passes while the session is being announced: nothing stays open after a throw.
    @Test func aFailedConnectTakesItsHandleBack() async throws {
        let link = SessionLink()
        let handle = makeHandle()
        let attempt = try #require(try link.beginConnecting())
        _ = try link.adopt(handle)
        link.report(handle, .connected(session))
        link.announce(handle)
        #expect(link.failConnecting(attempt) === handle)
        #expect(link.session == nil)
        #expect(link.present == .disconnected)
        await end(link, handle)
    }

    @Test func anEndedSessionSaysWhy() async throws {
        for code in [ZKError.Code.sessionExpired, .authFailed, .protocolViolation] {
            let link = SessionLink()
            let handle = makeHandle()
            _ = try link.adopt(handle)
            link.report(handle, .connected(session))
            link.announce(handle)
            link.report(handle, .ended(code))
            #expect(link.session == nil)
            #expect(link.present == (code == .authFailed ? .authFailed : .expired))
            let error = #expect(throws: ZKError.self) { try link.handle(for: .sync(path: "/")) }
            #expect(error?.code == code)
            await #expect(throws: ZKError.self) { try await link.waitForSession() }
            await end(link)
        }
    }

    @Test func waitingForASessionMeansThatOne() async throws {
        let link = SessionLink()
        let handle = makeHandle()
        _ = try link.adopt(handle)
        let waiter = Task { try await link.waitForSession(7) }
        let other = Task { try await link.waitForSession(8) }
        link.report(handle, .connected(session))
        link.announce(handle)
        try await waiter.value
        let error = await #expect(throws: ZKError.self) { try await other.value }
        #expect(error?.code == .sessionExpired)
        await end(link)
    }

    @Test func afterTheEndNothingBegins() async throws {
        let link = SessionLink()
        #expect(link.close().isEmpty)
        #expect(throws: ZKError(.closing, operation: "connect")) { try link.beginConnecting() }
        let handle = makeHandle()
        #expect(throws: ZKError(.closing, operation: "connect")) { try link.adopt(handle) }
        await #expect(throws: ZKError(.closing)) { try await link.waitForSession() }
        await handle.close()
    }

    @Test func aSessionWhoseMoveCameToNothingCanBeMovedAgain() async throws {
        let link = SessionLink()
        let (old, lost, new) = (makeHandle(), makeHandle(), makeHandle())
        _ = try link.adopt(old)
        link.report(old, .connected(session))
        link.announce(old)
        link.report(old, .disconnected)
        _ = try link.adopt(lost, resuming: session)
        link.report(lost, .connected(session))
        link.discard(lost)
        #expect(try link.adopt(new, resuming: session) == nil)
        link.report(new, .connected(session))
        link.announce(new)
        #expect(link.present == .hasSession)
        await end(link, old, lost)
    }

    /// Somebody else may have begun another attempt by the time at which one has cleared up behind itself.
    @Test func anAttemptThatFailedEndsNoLaterOne() async throws {
        let link = SessionLink()
        let (first, second) = (makeHandle(), makeHandle())
        let attempt = try #require(try link.beginConnecting())
        _ = try link.adopt(first)
        link.report(first, .ended(.protocolViolation))
        #expect(try link.beginConnecting() != nil)
        _ = try link.adopt(second)
        link.report(second, .connected(session))
        link.announce(second)
        #expect(link.failConnecting(attempt) == nil)
        #expect(link.session == session)
        #expect(link.present == .hasSession)
        await end(link, first)
    }

    /// A handle may lose its connection, and find a server that grants less, before its session is announced.
    @Test func whatWasGrantedLastIsAnnounced() async throws {
        let link = SessionLink()
        let handle = makeHandle()
        _ = try link.adopt(handle)
        link.report(handle, .connected(session))
        link.report(handle, .disconnected)
        link.report(handle, .connected(SessionInfo(id: 7, password: [], timeout: .seconds(2))))
        link.announce(handle)
        #expect(link.session?.timeout == .seconds(2))
        await end(link)
    }

    @Test func whoWaitsForAnotherToConnectIsToldThatItFailed() async throws {
        let link = SessionLink()
        let attempt = try #require(try link.beginConnecting())
        let waiter = Task { try await link.untilConnected() }
        #expect(link.failConnecting(attempt) == nil)
        #expect(try await !waiter.value)
        let handle = makeHandle()
        #expect(try link.beginConnecting() != nil)
        let other = Task { try await link.untilConnected() }
        _ = try link.adopt(handle)
        link.report(handle, .connected(session))
        link.announce(handle)
        #expect(try await other.value)
        await end(link)
    }
}
