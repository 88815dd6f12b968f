import ZooKeeper

/// What a candidacy is told, handled one message at a time and in order, on the thread of whoever brings one: of several who do
/// so at once, one handles what the others have brought.
///
/// As an actor does, but from whatever is not `async` too, and without a change of threads, which on the way from the end of one
/// leader to the begin of the next is most of the time.
final class Inbox: Sendable {
    private struct State {
        var messages: [Candidacy.Message] = []
        /// `nil` while somebody is at work, and after the end.
        var loop: CandidacyLoop?
        var isClosed = false
    }

    private let state = Locked(State())

    /// Begins. What was put in before is handled with the next message.
    func open(_ loop: CandidacyLoop) {
        state.withLock { $0.loop = loop }
    }

    /// Puts a message in, which ``work()`` handles. May be called under a lock.
    ///
    /// - Returns: `false` after ``close()``, when nothing is handled any more.
    @discardableResult
    func put(_ message: Candidacy.Message) -> Bool {
        state.withLock { state in
            if !state.isClosed { state.messages.append(message) }
            return !state.isClosed
        }
    }

    /// Puts a message in and has it handled. Not under a lock: whatever follows from it is done before this returns.
    ///
    /// - Returns: `false` after ``close()``, when nothing is handled any more.
    @discardableResult
    func tell(_ message: Candidacy.Message) -> Bool {
        let isTaken = put(message)
        work()
        return isTaken
    }

    /// Handles what has been put in, unless somebody is at it already, who does that then.
    func work() {
        let taken = state.withLock { state in
            defer { state.loop = nil }
            return state.loop
        }
        guard var loop = taken else { return }
        while let message = next(for: loop) { loop.handle(message) }
    }

    /// Ends, for good. Whoever asks for something gets no answer any more.
    ///
    /// - Returns: what is left unhandled.
    func close() -> [Candidacy.Message] {
        state.withLock { state in
            defer { state.messages = [] }
            state.isClosed = true
            state.loop = nil
            return state.messages
        }
    }

    /// The next message, or `nil` where there is none; then `loop` is there for others again.
    private func next(for loop: CandidacyLoop) -> Candidacy.Message? {
        state.withLock { state in
            guard state.messages.isEmpty else { return state.messages.removeFirst() }
            if !state.isClosed { state.loop = loop }
            return nil
        }
    }
}
