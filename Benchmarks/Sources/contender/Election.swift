import LeaderElection

/// The candidates of this process.
actor Election {
    private let connecting: Connecting
    private var path = ""
    private var isShared = false
    private var line: [Candidate] = []
    private var leader: Candidate?
    private let gains: AsyncStream<Candidate.Gain>
    private let gained: AsyncStream<Candidate.Gain>.Continuation

    init(connecting: Connecting) {
        self.connecting = connecting
        (gains, gained) = AsyncStream.makeStream()
    }

    /// Has so many more candidates join, one after another.
    func stand(_ count: Int, at path: String, isShared: Bool) async throws -> [String: Double] {
        (self.path, self.isShared) = (path, isShared)
        let start = Clock.now
        for _ in 0..<count { _ = try await join() }
        return ["seconds": Clock.now - start]
    }

    /// Connects, stands, and waits for the first event.
    func join() async throws -> [String: Double] {
        let start = Clock.now
        let candidate = try await newCandidate(at: path)
        if await candidate.firstEvent(gained) { leader = candidate }
        let taken = Clock.now - start
        line.append(candidate)
        return ["seconds": taken]
    }

    /// One in the middle leaves.
    func leave() async throws -> [String: Double] {
        let candidate = line.remove(at: line.count / 2)
        let start = try await candidate.leave()
        let taken = Clock.now - start
        await candidate.disconnect()
        return ["seconds": taken]
    }

    /// The leader leaves, and the next one is told.
    func failover() async throws -> [String: Double] {
        guard let old = leader else { fatalError("nobody leads") }
        line.removeAll { $0 === old }
        async let start = old.leave()
        let gained = await nextGain()
        let taken = try await gained - start
        await old.disconnect()
        return ["seconds": taken]
    }

    /// Waits for a gain that nobody here has caused.
    func awaitGain() async -> [String: Double] {
        ["at": await nextGain()]
    }

    /// So many elections over one connection, all of which are won.
    func win(_ count: Int, at path: String) async throws -> [String: Double] {
        isShared = true
        let start = Clock.now
        for number in 0..<count {
            let candidate = try await newCandidate(at: "\(path)/\(number)")
            candidate.read(gained)
            line.append(candidate)
        }
        var last = start
        for _ in 0..<count { last = await nextGain() }
        return ["seconds": last - start]
    }

    /// All leave at once.
    func close() async throws {
        try await withThrowingTaskGroup { group in
            for candidate in line.reversed() {
                group.addTask {
                    _ = try await candidate.leave()
                    await candidate.disconnect()
                }
            }
            try await group.waitForAll()
        }
        line = []
    }

    private func nextGain() async -> Double {
        guard let gain = await gains.first(where: { _ in true }) else { fatalError("nobody gains any more") }
        leader = gain.candidate
        return gain.at
    }

    private func newCandidate(at path: String) async throws -> Candidate {
        try await Candidate(at: path, on: isShared ? try await connecting.shared() : nil, connecting)
    }
}
