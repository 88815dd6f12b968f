import ZooKeeper

extension Connector {
    /// Closes it in a task that is not cancelled, whatever the calling one is. There is nobody to tell what comes of it.
    func closeUncancelled() async {
        _ = await Task { try await close() }.result
    }
}
