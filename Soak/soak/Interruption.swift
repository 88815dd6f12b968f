import UnixSignals

/// Runs `body`, and cancels it on SIGINT or SIGTERM. Returns when `body` has put things in order.
func untilInterrupted(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await body() }
        group.addTask { for await _ in signals { return } }
        try await group.next()
        group.cancelAll()
        while try await group.next() != nil {}
    }
}
