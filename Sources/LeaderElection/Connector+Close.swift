import ZooKeeper

extension Connector {
    /// Closes it in a task that is not cancelled, whatever the calling one is.
    func closeUncancelled() async throws {
        try await Task { try await close() }.value
    }
}
