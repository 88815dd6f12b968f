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
            } catch  where policy.heals && error.mayPass {
                try await backoff.wait()
            }
        }
    }
}

extension Error {
    /// Whether the same request may be answered a moment later.
    fileprivate var mayPass: Bool { zooKeeperCode.map { $0.isConnectionTrouble || $0.isPassing } ?? false }
}
