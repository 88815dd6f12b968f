import ZooKeeper

/// Does two things at the same time, and returns what came of both, or throws what the second one throws, else the first one.
///
/// - Parameter first: is cancelled, and waited for, when `second` fails.
func concurrently<First: Sendable, Second>(
    _ first: @escaping @Sendable () async throws -> First,
    and second: () async throws -> Second
) async throws -> (First, Second) {
    let task = Task.prompt(first)
    return try await withTaskCancellationHandler {
        do {
            let second = try await second()
            return (try await task.value, second)
        } catch {
            task.cancel()
            _ = await task.result
            throw error
        }
    } onCancel: {
        task.cancel()
    }
}
