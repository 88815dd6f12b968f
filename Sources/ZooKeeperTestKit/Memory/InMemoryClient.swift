import ZooKeeper

/// The client's end of an ``InMemoryConnection``.
///
/// Streams are told under the lock, so that they are told in order. None of them has a termination handler, so nothing calls back.
struct InMemoryClient {
    private(set) var present = ZKEvent.State.disconnected
    var session: Int64?
    /// What a request is told while there is no session.
    private(set) var refusal = ZKError(.invalidState)
    var readers = ModelReaders()
    var losesNextReply = false
    private var subscribers: [AsyncStream<ZKEvent>.Continuation] = []

    /// The session, where a request can reach it.
    func openSession(for path: String?) throws(ZKError) -> Int64 {
        guard let session, present != .closed else {
            var error = refusal
            error.path = path
            throw error
        }
        guard present == .hasSession else { throw ZKError(.connectionLoss, path: path) }
        return session
    }

    mutating func subscribe() -> AsyncStream<ZKEvent> {
        let (stream, subscriber) = AsyncStream.makeStream(of: ZKEvent.self)
        subscriber.yield(ZKEvent(type: .session, state: present))
        if present == .closed { subscriber.finish() } else { subscribers.append(subscriber) }
        return stream
    }

    mutating func publish(_ state: ZKEvent.State) {
        present = state
        subscribers.removeAll { subscriber in
            if case .terminated = subscriber.yield(ZKEvent(type: .session, state: state)) { return true }
            if state == .closed { subscriber.finish() }
            return state == .closed
        }
    }

    /// The session is over.
    mutating func end(_ state: ZKEvent.State, _ code: ZKError.Code) {
        session = nil
        refusal = ZKError(code)
        publish(state)
        readers.end(state, refusal)
    }
}
