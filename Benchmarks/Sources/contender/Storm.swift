import LeaderElection

/// Many watches, which fire at once.
actor Storm {
    private let connecting: Connecting
    private var watching: Task<Void, Never>?

    init(connecting: Connecting) {
        self.connecting = connecting
    }

    /// Watches the nodes 0 to `count` - 1 below `path`.
    func watch(_ path: String, count: Int) async throws -> [String: Double] {
        let connection = try await connecting.shared()
        let (watches, watched) = AsyncStream.makeStream(of: Void.self)
        watching = Task {
            await withDiscardingTaskGroup { group in
                for number in 0..<count {
                    group.addTask {
                        guard let events = try? await connection.existsW("\(path)/\(number)").events else {
                            fatalError("a watch could not be set")
                        }
                        watched.yield()
                        for await _ in events {}
                    }
                }
            }
        }
        for await _ in watches.prefix(count) {}
        return [:]
    }

    /// Waits until all have fired.
    func await() async -> [String: Double] {
        await watching?.value
        return ["at": Clock.now]
    }
}
