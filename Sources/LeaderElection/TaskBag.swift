import ZooKeeper

/// Tasks that are stopped together.
final class TaskBag: Sendable {
    private enum Entry {
        case starting
        case running(Task<Void, Never>)
    }

    private struct State {
        var entries: [Int: Entry] = [:]
        var lastNumber = 0
        var isStopped = false
    }

    private let state = Locked(State())

    /// Does something until it is done, or everything is stopped. Begins on the calling thread.
    func start(_ body: @escaping @Sendable () async -> Void) {
        let number: Int? = state.withLock { state in
            if state.isStopped { return nil }
            state.lastNumber += 1
            state.entries[state.lastNumber] = .starting
            return state.lastNumber
        }
        guard let number else { return }
        let task = Task.prompt {
            await body()
            // Whoever waits for long sees many leaders come and go.
            self.state.withLock { _ = $0.entries.removeValue(forKey: number) }
        }
        let isStopped = state.withLock { state in
            if state.entries[number] != nil { state.entries[number] = .running(task) }
            return state.isStopped
        }
        if isStopped { task.cancel() }
    }

    /// Cancels all tasks, and does not wait for them: some connection may not heed that.
    func stop() {
        let entries = state.withLock { state in
            defer { state.entries = [:] }
            state.isStopped = true
            return Array(state.entries.values)
        }
        for case .running(let task) in entries { task.cancel() }
    }
}
