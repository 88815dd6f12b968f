/// Runs `body` for at most `limit`, or for ever where that is `nil`; cancels it then and throws what `timeout` says.
///
/// `body` must heed cancellation: it is waited for.
package func withDeadline<Result: Sendable>(
    _ limit: Duration?,
    timeout: @autoclosure @Sendable () -> any Error = ZKError(.operationTimeout),
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    guard let limit else { return try await body() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit, clock: .continuous)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else {
            try Task.checkCancellation()
            throw timeout()
        }
        return result
    }
}
