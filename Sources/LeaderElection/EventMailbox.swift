import ZooKeeper

/// The events that the user has not read yet.
///
/// Never more than two: what a slow reader has missed is put together so that what it reads is true and in order. A gain
/// that was lost again before it was read is not told; a loss that was read stays between two gains; an error, and the
/// end, supersede what is unread.
final class EventMailbox: Sendable {
    private struct State {
        var unread: [Unread] = []
        /// What the reader was told last.
        var lastRead: Bool?
        var isFinished = false
        var readers: [Int: CheckedContinuation<Elector.Event?, Never>] = [:]
        var lastReader = 0
    }

    private struct Unread {
        var leader: Bool { event.leader }
        var event: Elector.Event
        /// Whether it may still be told.
        var isTrue: @Sendable () -> Bool = { true }
    }

    private let state = Locked(State())

    /// Tells that this candidate leads, or that it does not.
    ///
    /// - Parameter isTrue: asked when it is read; what is not true any more is left out.
    func post(_ event: Elector.Event, while isTrue: @escaping @Sendable () -> Bool = { true }) {
        change { state in
            guard !state.isFinished else { return }
            if !event.leader, state.unread.last?.leader == true { state.unread.removeLast() }
            if (state.unread.last?.leader ?? state.lastRead) != event.leader {
                state.unread.append(Unread(event: event, isTrue: isTrue))
            }
        }
    }

    /// Tells that there is nothing more to come.
    ///
    /// Who was told that it leads is told that it does not any more, by the error where there is one.
    func finish(_ error: (any Error)?) {
        change { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            if let error {
                state.unread = [Unread(event: .init(leader: false, error: error, reason: LossReason(error)))]
            } else {
                let loss = state.unread.first { !$0.leader }
                state.unread =
                    state.lastRead == true
                    ? [loss ?? Unread(event: .init(leader: false, reason: .closed))] : []
            }
        }
    }

    /// The next event, or `nil` at the end and when the reading task is cancelled.
    func next() async -> Elector.Event? {
        let number = state.withLock { state in
            state.lastReader += 1
            return state.lastReader
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                change { $0.readers[number] = continuation }
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func cancel(_ number: Int) {
        state.withLock { $0.readers.removeValue(forKey: number) }?.resume(returning: nil)
    }

    /// Changes the state and then serves whoever waits.
    private func change(_ body: (inout State) -> Void) {
        let served = state.withLock { state in
            body(&state)
            var served: [(CheckedContinuation<Elector.Event?, Never>, Elector.Event?)] = []
            // Its loss is on the way, and is not told to who was not told of it.
            state.unread.removeAll { !$0.isTrue() }
            while let number = state.readers.keys.min(), state.isFinished || !state.unread.isEmpty,
                let reader = state.readers.removeValue(forKey: number)
            {
                let event = state.unread.isEmpty ? nil : state.unread.removeFirst().event
                if let event { state.lastRead = event.leader }
                served.append((reader, event))
            }
            return served
        }
        for (reader, event) in served { reader.resume(returning: event) }
    }
}
