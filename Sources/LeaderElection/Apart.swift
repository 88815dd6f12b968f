import ZooKeeper

/// Does something in a task of its own, which is cancelled with the calling one.
///
/// For whoever waits for long afterwards: a task keeps the memory that its deepest call has taken, in steps of a kilobyte, until
/// it ends, and what waits for an event needs next to nothing of that.
func apart<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    try await Task.prompt(body).valueTogether()
}
