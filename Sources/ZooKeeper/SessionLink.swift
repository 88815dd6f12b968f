/// What is known of a connection's session at this moment, for everybody who asks and everybody who listens.
///
/// The C library's thread writes it, through a ``ZKHandle``; requests and subscribers read it without waiting for the
/// connection's actor.
final class SessionLink: Sendable {
    private struct State {
        var handle: ZKHandle?
        /// The handle whose session ended last; it may still be closing.
        var retired: ZKHandle?
        /// Whether the handle's session has been announced; before that nobody but its opener uses it.
        var isAnnounced = false
        /// Whether the handle has a connection.
        var isUp = false
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

    /// Puts a new handle in place of the one that was there, which is returned.
    ///
    /// - Parameter session: the session that the new handle is to take over, or `nil` for another one.
    /// - Throws: ``ZKError/Code/closing`` after ``close()``; ``ZKError/Code/invalidState`` where the session that is to be taken
    ///   over is not disconnected, or not the present one any more.
    func adopt(_ handle: ZKHandle, resuming session: SessionInfo? = nil) throws(ZKError) -> ZKHandle? {
        try state.withLock { state throws(ZKError) in
            if state.present == .closed { throw ZKError(.closing, operation: "connect") }
            if let session, state.present != .disconnected || state.isUp || state.session?.id != session.id {
                throw ZKError(.invalidState, operation: "connect")
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

    /// Forgets a handle that came to nothing.
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
                state.isUp = false
                return state.isAnnounced && wasUp ? [.disconnected] : []
            case .ended(let code):
                isLoss = state.session != nil
                state.retired = handle
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
            handles = [state.handle, state.retired].compactMap(\.self)
            state.handle = nil
            state.retired = nil
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
