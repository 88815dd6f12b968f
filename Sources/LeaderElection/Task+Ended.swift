import ZooKeeper

extension Task where Success == Void, Failure == Never {
    /// Waits for its end, but no longer than `limit`: what was cancelled may be in a call of a connection that does not heed that.
    func ended(within limit: Duration) async {
        let ended = OneShot<Void>()
        Task.prompt {
            await value
            ended.fulfil(.success(()))
        }
        // In a task of its own: the calling one may be cancelled.
        await Task<Void, Never> { try? await withDeadline(limit) { try await ended.value() } }.value
    }
}
