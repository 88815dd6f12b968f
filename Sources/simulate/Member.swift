import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

/// A process of the simulation: what goes wrong may hit any of them.
///
/// What it runs may end, by itself or because somebody closed it. Then the process is started again, with another connection.
class Member: @unchecked Sendable {
    let process: Int
    let name: String
    let world: World
    final var generator: SeededGenerator

    final var isCrashed = false
    /// The token with which it can act as the leader, and since when.
    final var acting: (token: Int64, since: Duration)?
    /// Whether the process is not to be started again.
    private(set) final var isEnding = false
    /// Whether somebody has closed what runs.
    final var hasClosed = false
    /// What was called and has not returned, with the time that the process could have used since.
    private final var open: [Int: String] = [:]
    private final var lastCall = 0
    /// What should be gone after the end.
    private final var remains: [(name: String, isThere: () -> Bool)] = []

    init(name: String, process: Int, world: World) {
        self.name = name
        self.process = process
        self.world = world
        generator = SeededGenerator(spreading: world.generator.next())
    }

    final var scenario: Scenario { world.scenario }

    /// What was called and has not returned.
    final var openCalls: [String] { open.sorted { $0.key < $1.key }.map(\.value) }

    /// What is still there that should not be.
    final var leftOvers: [String] { remains.filter { $0.isThere() }.map(\.name) }

    // MARK: - Life

    /// Runs until ``end()``.
    final func live() async {
        while !isEnding {
            hasClosed = false
            let connection = Connection(name: name, process: process, world: world)
            note("connection", connection)
            await run(connection)
            await connection.close()
            try? await Task.sleep(for: generator.upTo(scenario.sessionTimeout / 2), clock: .continuous)
        }
    }

    /// What the process does over a connection, until that ends.
    func run(_ connection: Connection) async {}

    /// Closes what runs, and does not start it again.
    func end() {
        isEnding = true
    }

    /// Takes note of something that has to be gone in the end.
    final func note(_ kind: String, _ thing: AnyObject) {
        remains.append(
            ("the \(kind) of \(name) since \(world.now.inSeconds)", { [weak thing] in thing != nil })
        )
    }

    /// Whether something may end with that error under any policy: no retry mends refused credentials.
    final func isRefusal(_ error: any Error) -> Bool {
        guard world.hasRefused(process) else { return false }
        return (error as? ElectorError)?.code == .authFailed || (error as? ZKError)?.code == .authFailed
    }

    // MARK: - Calls

    /// Does something and checks that it does not take too long. Time for which the process was stopped does not count.
    final func call<Value>(
        _ name: String,
        limit: Duration?,
        _ body: () async throws -> Value
    ) async throws -> Value {
        lastCall += 1
        let number = lastCall
        let start = Executor.shared.runningTime(of: process)
        open[number] = "\(self.name): \(name) at \(world.now.inSeconds)"
        world.statistics.calls += 1
        world.trace.note("\(self.name): \(name)")
        defer {
            open[number] = nil
            let time = Executor.shared.runningTime(of: process) - start
            // What a busy machine takes.
            if let limit, time > limit + scenario.slack {
                world.violate("\(self.name): \(name) took \(time.inSeconds) s")
            }
        }
        do {
            let value = try await body()
            world.trace.note("\(self.name): \(name) returns")
            return value
        } catch {
            world.trace.note("\(self.name): \(name) throws \(error)")
            throw error
        }
    }
}
