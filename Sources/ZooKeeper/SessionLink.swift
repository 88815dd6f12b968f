/// What is known of a connection's session at this moment, for everybody who asks and everybody who listens.
///
/// The C library's thread writes it, through a ``ZKHandle``; requests and subscribers read it without waiting for the
/// connection's actor.
final class SessionLink: Sendable {
    private struct State {
        var handle: ZKHandle?
        /// Handles of the past, as long as they are closing.
        var retired: [ZKHandle] = []
        /// Whether the handle's session has been announced; before that nobody but its opener uses it.
        var isAnnounced = false
        /// Whether the handle has a connection.
        var isUp = false
        /// When nobody relies on the session any more because of what was answered before the last loss.
        var movableAt: ContinuousClock.Instant?
        var session: SessionInfo?
        /// What the handle was granted last.
        var granted: SessionInfo?
        /// The number of the last ``SessionLink/beginConnecting()``.
        var attempt = 0
        var present = ZKEvent.State.disconnected
        /// What a request is told while there is no handle.
        var refusal = ZKError(.invalidState, message: "not connected: call connect() first")
        var subscribers: [Int: AsyncStream<ZKEvent>.Continuation] = [:]
        var lastSubscriber = 0

        mutating func retire(_ handle: ZKHandle) {
            retired.removeAll(where: \.isClosed)
            retired.append(handle)
        }

        /// Whether `session` may be taken from its handle.
        ///
        /// Only while it is disconnected. And that is not enough: a handle that finds a server at this very moment, and is closed,
        /// takes its session along, and with it a leader's node. Whoever leads relies on a transaction for half a session timeout
        /// (`Lease` in `LeaderElection`).
        func mayMove(_ session: SessionInfo, at now: ContinuousClock.Instant) -> Bool {
            guard present == .disconnected, !isUp, self.session?.id == session.id else { return false }
            guard handle != nil, let movableAt else { return true }
            return movableAt <= now
        }

        /// Notes that the connection of the handle is lost. What it was answered before has been told by now.
        mutating func lose() {
            guard isUp else { return }
            isUp = false
            guard let last = handle?.lastTransaction.withLock({ $0 }) else { return }
            let timeout = [session, granted].compactMap { $0?.timeout }.max() ?? .zero
            movableAt = max(movableAt ?? last, last + timeout / 2)
        }
    }

    /// How many unread events a subscriber keeps; the newest win. The state of a connection is what counts, and that is
    /// always the last.
    private static let bufferedEvents = 128

    private let state = Locked(State())

    /// Those who look on at what goes over this link.
    let observers = ConnectionObserver.all()

    /// The session, `nil` while there is none.
    var session: SessionInfo? { state.withLock { $0.session } }

    /// The present state.
    var present: ZKEvent.State { state.withLock { $0.present } }

    /// Whether ``adopt(_:resuming:at:)`` would take `session` from its handle.
    func mayMove(_ session: SessionInfo) -> Bool { state.withLock { $0.mayMove(session, at: .now) } }

    /// Whether there is a handle that looks for a connection.
    var hasHandle: Bool { state.withLock { $0.handle != nil } }

    /// The handle that may take `request`.
    func handle(for request: Request) throws(ZKError) -> ZKHandle {
        try state.withLock { state throws(ZKError) in
            if state.isAnnounced, let handle = state.handle { return handle }
            // A session that moves from one handle to another is disconnected for that time.
            if state.session != nil { throw request.error(.connectionLoss) }
            throw request.error(state.refusal.code, state.refusal.message)
        }
    }

    // MARK: - Listening

    /// The present state and all that follow.
    func subscribe() -> AsyncStream<ZKEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ZKEvent.self,
            bufferingPolicy: .bufferingNewest(Self.bufferedEvents)
        )
        let (number, present) = state.withLock { state in
            continuation.yield(ZKEvent(type: .session, state: state.present))
            state.lastSubscriber += 1
            if state.present != .closed { state.subscribers[state.lastSubscriber] = continuation }
            return (state.lastSubscriber, state.present)
        }
        if present == .closed {
            continuation.finish()
        } else {
            // In a task: whoever cancels a reader holds a lock of the runtime, which a yield under this lock waits for.
            continuation.onTermination = { [weak self] _ in
                Task { self?.state.withLock { _ = $0.subscribers.removeValue(forKey: number) } }
            }
        }
        return stream
    }

    /// Waits until there is a connection with a session.
    ///
    /// - Parameter id: the session that it must be, or `nil` for any.
    /// - Throws: what ended the session, or `CancellationError`.
    func waitForSession(_ id: Int64? = nil) async throws {
        for await event in subscribe() {
            switch event.state {
            case .hasSession:
                if let id, let session, session.id != id { throw ZKError(.sessionExpired) }
                return
            case .expired: throw ZKError(.sessionExpired)
            case .authFailed: throw ZKError(.authFailed)
            case .closed: throw ZKError(.closing)
            default: continue
            }
        }
        try Task.checkCancellation()
        throw ZKError(.closing)
    }

    /// Waits for what comes of somebody else's attempt to connect.
    ///
    /// - Returns: whether there is a session; otherwise nobody is looking for one any more.
    /// - Throws: as ``waitForSession(_:)``.
    func untilConnected() async throws -> Bool {
        for await event in subscribe() {
            switch event.state {
            case .hasSession: return true
            case .closed: throw ZKError(.closing)
            case .connecting: continue
            default:
                // A session that is disconnected comes back or ends.
                if state.withLock({ $0.session == nil && $0.present != .connecting }) { return false }
            }
        }
        try Task.checkCancellation()
        throw ZKError(.closing)
    }

    /// Changes the state and tells everybody, in one step: what is told last is what holds. A subscriber is only woken by
    /// this; it runs elsewhere.
    private func publish<Result>(_ change: (inout State) throws(ZKError) -> (Result, [ZKEvent.State]))
        throws(ZKError) -> Result
    {
        try state.withLock { state throws(ZKError) in
            let (result, states) = try change(&state)
            if let last = states.last { state.present = last }
            for subscriber in state.subscribers.values {
                for state in states { subscriber.yield(ZKEvent(type: .session, state: state)) }
            }
            return result
        }
    }

    private func tell(_ change: (inout State) -> [ZKEvent.State]) {
        try? publish { state throws(ZKError) in ((), change(&state)) }
    }

    // MARK: - Changes

    /// Tells that a session is being looked for.
    ///
    /// - Returns: the number of the attempt; `nil` where there is a session, or somebody else is looking for one.
    /// - Throws: ``ZKError/Code/closing`` after ``close()``.
    func beginConnecting() throws(ZKError) -> Int? {
        try publish { state throws(ZKError) in
            if state.present == .closed { throw ZKError(.closing, operation: "connect") }
            if state.present == .connecting || state.session != nil { return (nil, []) }
            state.attempt += 1
            state.refusal = ZKError(.invalidState, message: "not connected: connect() has not returned yet")
            return (state.attempt, [.connecting])
        }
    }

    /// Puts a new handle in place of the one that was there, which is returned and must be closed. What that one is still
    /// answered counts no more.
    ///
    /// - Parameter session: the session that the new handle is to take over, or `nil` for another one.
    /// - Throws: ``ZKError/Code/closing`` after ``close()``; ``ZKError/Code/invalidState`` where the session that is to be taken
    ///   over is not the present one any more, is not disconnected, or may still be relied on.
    func adopt(
        _ handle: ZKHandle,
        resuming session: SessionInfo? = nil,
        at now: ContinuousClock.Instant = .now
    ) throws(ZKError) -> ZKHandle? {
        try state.withLock { state throws(ZKError) in
            if state.present == .closed { throw ZKError(.closing, operation: "connect") }
            if let session, !state.mayMove(session, at: now) {
                throw ZKError(.invalidState, operation: "connect")
            }
            if let old = state.handle {
                old.forsake()
                state.retire(old)
                // What was answered there is relied on all the same.
                if session != nil {
                    handle.lastTransaction.withLock { $0 = old.lastTransaction.withLock { $0 } }
                }
            }
            defer {
                state.handle = handle
                state.granted = nil
                state.isAnnounced = false
                state.isUp = false
            }
            return state.handle
        }
    }

    /// Tells that the session of `handle` is there and may be used, with what was granted last.
    func announce(_ handle: ZKHandle) {
        tell { state in
            guard state.handle === handle else { return [] }
            state.isAnnounced = true
            state.session = state.granted
            return state.isUp ? [.hasSession] : [.hasSession, .disconnected]
        }
    }

    /// Forgets a handle that came to nothing, and is closed.
    func discard(_ handle: ZKHandle) {
        state.withLock { state in
            guard state.handle === handle else { return }
            state.handle = nil
            state.isAnnounced = false
            state.isUp = false
        }
    }

    /// Tells that an attempt has found no session, or none in time. Returns the handle that is to be closed.
    func failConnecting(_ attempt: Int) -> ZKHandle? {
        var handle: ZKHandle?
        tell { state in
            // Somebody else may have begun another one already.
            guard state.attempt == attempt else { return [] }
            handle = state.handle
            if let handle { state.retire(handle) }
            state.handle = nil
            state.session = nil
            // What ended it in another way has been told.
            guard [.connecting, .hasSession, .disconnected].contains(state.present) else { return [] }
            state.refusal = ZKError(.invalidState, message: "not connected: connect() failed")
            return [.disconnected]
        }
        return handle
    }

    /// Called on the C library's thread.
    func report(_ handle: ZKHandle, _ change: SessionChange) {
        var isLoss = false
        tell { state in
            guard state.handle === handle else { return [] }
            switch change {
            case .connected(let session):
                let wasUp = state.isUp
                state.isUp = true
                state.granted = session
                guard state.isAnnounced else { return [] }
                state.session = session
                return wasUp ? [] : [.hasSession]
            case .disconnected:
                let wasUp = state.isUp
                state.lose()
                return state.isAnnounced && wasUp ? [.disconnected] : []
            case .ended(let code):
                isLoss = state.session != nil
                state.retire(handle)
                state.handle = nil
                state.session = nil
                state.refusal = ZKError(code)
                return [code == .authFailed ? .authFailed : .expired]
            }
        }
        guard case .ended(let code) = change else { return }
        // Its threads and its socket are of no more use.
        handle.startClosing(code)
        if isLoss { for observer in observers { observer.sessionEnded(code) } }
    }

    /// Ends everything, for good. Returns the handles that are to be closed.
    func close() -> [ZKHandle] {
        var handles: [ZKHandle] = []
        tell { state in
            if state.present == .closed { return [] }
            handles = [state.handle].compactMap(\.self) + state.retired
            state.handle = nil
            state.retired = []
            state.session = nil
            state.refusal = ZKError(.closing)
            return [.closed]
        }
        let subscribers = state.withLock { state in
            defer { state.subscribers = [:] }
            return Array(state.subscribers.values)
        }
        for subscriber in subscribers { subscriber.finish() }
        return handles
    }
}
