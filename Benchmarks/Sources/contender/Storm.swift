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
        let watches = try await withThrowingTaskGroup(of: AsyncStream<ZKEvent>.self) { group in
            for number in 0..<count {
                group.addTask { try await connection.existsW("\(path)/\(number)").events }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        watching = Task {
            await withDiscardingTaskGroup { group in
                for events in watches { group.addTask { for await _ in events {} } }
            }
        }
        return [:]
    }

    /// Waits until all have fired.
    func await() async -> [String: Double] {
        await watching?.value
        return ["at": Clock.now]
    }
}
