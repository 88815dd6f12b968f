import ZooKeeper

/// A value that changes, for any number of listeners. Each hears the present value first; one that is slow hears the
/// newest only.
final class Broadcast<Value: Sendable & Equatable>: Sendable {
    private struct State {
        var value: Value
        var isFinished = false
        var listeners: [Int: AsyncStream<Value>.Continuation] = [:]
        var lastListener = 0

        mutating func tell(_ value: Value) {
            guard !isFinished, self.value != value else { return }
            self.value = value
            for listener in listeners.values { listener.yield(value) }
        }
    }

    private let state: Locked<State>

    init(_ value: Value) {
        state = Locked(State(value: value))
    }

    var value: Value { state.withLock { $0.value } }

    /// Changes the value and tells everybody, in one step: what is told last is what holds.
    func post(_ value: Value) {
        state.withLock { $0.tell(value) }
    }

    /// Tells the last value, after which nothing more comes.
    func finish(_ last: Value) {
        let listeners = state.withLock { state in
            state.tell(last)
            state.isFinished = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    /// The present value and all that follow.
    func subscribe() -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Value.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let number: Int? = state.withLock { state in
            continuation.yield(state.value)
            guard !state.isFinished else { return nil }
            state.lastListener += 1
            state.listeners[state.lastListener] = continuation
            return state.lastListener
        }
        if let number {
            // In a task: whoever cancels a reader holds a lock of the runtime, which a yield under this lock waits for.
            continuation.onTermination = { [weak self] _ in
                Task { self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) } }
            }
        } else {
            continuation.finish()
        }
        return stream
    }
}
