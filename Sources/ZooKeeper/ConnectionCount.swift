/// How many connections a handle has had, and a way to wait for the next.
final class ConnectionCount: Sendable {
    private struct State {
        var count = 0
        var next = OneShot<Void>()
    }

    private let state = Locked(State())

    var value: Int { state.withLock { $0.count } }

    /// Counts a connection.
    func advance() {
        let reached = state.withLock { state in
            defer { state.next = OneShot() }
            state.count += 1
            return state.next
        }
        reached.fulfil(.success(()))
    }

    /// Tells that there will be no more.
    func end(_ error: ZKError) {
        state.withLock { $0.next }.fulfil(.failure(error))
    }

    /// Waits until there have been more than `count`.
    ///
    /// - Throws: the error of ``end(_:)``; `CancellationError`.
    func exceeds(_ count: Int) async throws {
        let next = state.withLock { $0.count > count ? nil : $0.next }
        try await next?.value()
    }
}
