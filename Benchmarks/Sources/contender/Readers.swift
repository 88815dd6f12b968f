import LeaderElection

/// What a candidate needs of the benchmark, without a candidate: somebody who reads its events.
actor Readers {
    private var streams: [AsyncStream<Elector.Event>.Continuation] = []

    /// So many more.
    func read(_ count: Int) {
        for _ in 0..<count {
            let (events, continuation) = AsyncStream<Elector.Event>.makeStream()
            streams.append(continuation)
            Task { for await _ in events {} }
        }
    }
}
