import History
import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

/// Finds out whether the ensemble has a quorum, by writing to it through each of its servers again and again.
///
/// There is one while writes are answered, and none from the last one on that was, where none is for a second. The servers are
/// asked as well whether one of them leads, past the client: if it were the client that failed, nobody else would tell.
final class QuorumProbe: Sendable {
    static let path = "/probe"

    private static let pace = Duration.milliseconds(100)
    private static let patience = Duration.seconds(1).nanoseconds

    private struct State {
        var isUp = true
        var lastAnswer = Instant.now
        /// The servers that say that they lead a majority, by address.
        var leaders: Set<String> = []
    }

    private let servers: [TestServer]
    private let log: HistoryLog
    private let state = Locked(State())

    init(servers: [TestServer], log: HistoryLog) {
        self.servers = servers
        self.log = log
    }

    /// Runs until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for server in servers {
                group.addTask { await self.probe(server.address) }
                group.addTask { await self.ask(server) }
            }
            group.addTask { await self.watch() }
        }
    }

    private func probe(_ address: String) async {
        let connection = ZKConnection(addrs: [address], opts: ConnectionOpts(sessionTimeout: .seconds(2)))
        while !Task.isCancelled {
            do {
                try await connection.connect()
                _ = try await withDeadline(.seconds(1)) { try await connection.set(Self.path, data: []) }
                noteAnswer()
            } catch {
                // It is the answers that count.
            }
            try? await Task.sleep(for: Self.pace, clock: .continuous)
        }
        await connection.close()
    }

    private func noteAnswer() {
        state.withLock { state in
            state.lastAnswer = .now
            guard !state.isUp else { return }
            state.isUp = true
            log.add(.quorum(up: true))
        }
    }

    private func ask(_ server: TestServer) async {
        while !Task.isCancelled {
            note(server.address, leads: await server.leads(majorityOf: servers.count))
            try? await Task.sleep(for: Self.pace * 5, clock: .continuous)
        }
    }

    private func note(_ server: String, leads: Bool) {
        state.withLock { state in
            let wasLed = !state.leaders.isEmpty
            if leads { state.leaders.insert(server) } else { state.leaders.remove(server) }
            let isLed = !state.leaders.isEmpty
            if isLed != wasLed { log.add(.majority(led: isLed)) }
        }
    }

    private func watch() async {
        while !Task.isCancelled {
            state.withLock { state in
                guard state.isUp, Instant.now - state.lastAnswer > Self.patience else { return }
                state.isUp = false
                log.add(.quorum(up: false), at: state.lastAnswer)
            }
            try? await Task.sleep(for: Self.pace, clock: .continuous)
        }
    }
}
