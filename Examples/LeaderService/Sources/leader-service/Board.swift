import AsyncAlgorithms
import LeaderElection
import ServiceLifecycle

/// Knows what the page shows, and tells all who look at it.
///
/// It reads from ZooKeeper what has changed, when it has changed, and once, however many look.
actor Board: Service {
    private let connection: ZKConnection
    private let elector: Elector
    private(set) var readers: [Int: AsyncStream<State>.Continuation] = [:]
    private var count = 0
    private var terms: [Int64: Entry] = [:]

    private(set) var state = State() {
        didSet {
            guard state != oldValue else { return }
            for reader in readers.values { reader.yield(state) }
        }
    }

    init(connection: ZKConnection, elector: Elector) {
        self.connection = connection
        self.elector = elector
    }

    /// The present state, and each that follows. A reader that is slow gets the newest.
    func states() -> AsyncStream<State> {
        let (stream, reader) = AsyncStream.makeStream(of: State.self, bufferingPolicy: .bufferingNewest(1))
        let number = count
        count += 1
        readers[number] = reader
        reader.onTermination = { _ in Task { await self.forget(number) } }
        reader.yield(state)
        return stream
    }

    private func forget(_ number: Int) {
        readers[number] = nil
    }

    // MARK: -

    func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.followConnection() }
                group.addTask { await self.followLeader() }
                group.addTask { await self.follow { try await self.readCandidates() } }
                group.addTask { await self.follow { try await self.readTerms() } }
            }
        }
    }

    private func followConnection() async {
        for await event in connection.events() { state.isConnected = event.state == .hasSession }
    }

    private func followLeader() async {
        for await leader in elector.leaderChanges {
            state.leader = leader.map { Leader(ident: $0.ident, token: "\($0.token)") }
        }
    }

    /// Reads again and again; `read` returns when there is something new.
    private func follow(_ read: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await read()
            } catch {
                // There is no connection, or the node is not there yet.
                try? await connection.waitForSession()
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func readCandidates() async throws {
        let changes = try await connection.childrenW(Paths.election).events
        state.candidates = try await elector.participants().map {
            Candidate(ident: $0.ident, token: "\($0.token)", since: $0.ctime)
        }
        _ = await changes.first { _ in true }
    }

    private func readTerms() async throws {
        let (names, _, list) = try await connection.childrenW(Paths.terms)
        let tokens = names.compactMap(Paths.token).sorted()
        guard let last = tokens.last else {
            _ = await list.first { _ in true }
            return
        }
        // A term that has ended changes no more: those are read that are new, and the one that was the last so far.
        let known = terms.keys.max() ?? 0
        for token in tokens.dropLast() where token >= known {
            terms[token] = try Entry(token, await connection.get(Paths.term(token)))
        }
        let (data, stat, jobs) = try await connection.getW(Paths.term(last))
        terms[last] = try Entry(last, (data, stat))
        terms = terms.filter { tokens.contains($0.key) }
        state.terms = terms.sorted { $0.key > $1.key }.map(\.value)
        _ = await merge(list, jobs).first { _ in true }
    }
}
