/// Tells what comes of a stand.
struct StandReport: Sendable {
    /// Notes it, in order. May be called under a lock.
    let put: @Sendable (ElectionCore.StandNews) -> Void
    /// Has what was noted handled. Not under a lock: whatever follows from it is done before this returns.
    let handle: @Sendable () -> Void

    /// Tells it and has it handled.
    func callAsFunction(_ news: ElectionCore.StandNews) {
        put(news)
        handle()
    }
}
