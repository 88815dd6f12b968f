import ZooKeeper

/// Whether a request that fails with the connection is made again.
struct Patience: Sendable {
    let policy: Elector.Policy

    /// Runs `body`, under a policy that heals for as often as the connection fails it.
    ///
    /// - Throws: what `body` throws and no repetition can mend; `CancellationError`.
    func callAsFunction<Result>(_ body: () async throws -> Result) async throws -> Result {
        var backoff = Backoff.requests
        while true {
            do {
                return try await body()
            } catch let error as ZKError
                where policy.heals && (error.code.isConnectionTrouble || error.code.isPassing)
            {
                try await backoff.wait()
            }
        }
    }
}
