import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

/// A process that stands for election, and its users, who call whatever there is to call.
///
/// When its elector ends, by itself or because somebody closed it, the process is started again.
final class Candidate: @unchecked Sendable {
    let process: Int
    let world: World
    let policy: Elector.Policy
    /// Whether the connection belongs to the process and not to the elector.
    private let borrows: Bool
    private var generator: SeededGenerator
    private var renames = 0

    private(set) var elector: Elector?
    var isCrashed = false
    /// The token with which it can act as the leader, and since when.
    var acting: (token: Int64, since: Duration)?
    /// Whether the process is not to be started again.
    private var isEnding = false
    /// What was called and has not returned, with the time that the process could have used since.
    private var open: [Int: String] = [:]
    private var lastCall = 0
    /// What should be gone after the end.
    private var remains: [(name: String, isThere: () -> Bool)] = []

    init(process: Int, world: World) {
        self.process = process
        self.world = world
        policy = world.scenario.policies[process - 1]
        generator = SeededGenerator(spreading: world.generator.next())
        borrows = generator.once(in: 4)
    }

    var name: String { "c\(process)" }
    private var scenario: Scenario { world.scenario }
    private var isCalm: Bool { world.now >= scenario.calm }

    /// What was called and has not returned.
    var openCalls: [String] { open.sorted { $0.key < $1.key }.map(\.value) }

    /// What is still there that should not be.
    var leftOvers: [String] { remains.filter { $0.isThere() }.map(\.name) }

    // MARK: - Life

    /// Runs until ``end()``.
    func live() async {
        while !isEnding {
            await runOnce()
            try? await Task.sleep(for: generator.upTo(scenario.sessionTimeout / 2), clock: .continuous)
        }
    }

    /// Closes the elector, and does not start another.
    func end() {
        isEnding = true
        guard let elector else { return }
        Task { await self.close(elector) }
    }

    private func runOnce() async {
        let connection = Connection(name: name, process: process, world: world)
        remains.append(
            (
                "the connection of \(name) since \(world.now.inSeconds)",
                { [weak connection] in connection != nil }
            )
        )
        var owner: Task<Void, Never>?
        var connector: any Connector = connection
        if borrows {
            guard (try? await connection.connect()) != nil else { return await connection.close() }
            connector = .existingConnection(conn: connection, events: connection.events())
            owner = Task { await self.own(connection) }
        }
        do {
            let elector = try await call("start", limit: .seconds(7)) {
                try await Elector.start(
                    ident: self.name,
                    basePath: World.basePath,
                    connector: connector,
                    policy: self.policy
                )
            }
            await use(elector)
        } catch {
            if policy != .failStop { world.violate("\(name): start throws \(error) under \(policy)") }
        }
        owner?.cancel()
        await owner?.value
        await connection.close()
    }

    private func use(_ elector: Elector) async {
        remains.append(
            ("the elector of \(name) since \(world.now.inSeconds)", { [weak elector] in elector != nil })
        )
        self.elector = elector
        if isEnding { end() }
        let users = Task { await self.call(elector) }
        await read(elector)
        users.cancel()
        await users.value
        await close(elector)
        self.elector = nil
    }

    /// What the owner of a borrowed connection does: opens another session when one is over.
    private func own(_ connection: Connection) async {
        for await event in connection.events() where event.state == .expired {
            while !Task.isCancelled, (try? await connection.connect()) == nil {
                try? await Task.sleep(for: generator.upTo(.seconds(1)), clock: .continuous)
            }
        }
    }

    private func close(_ elector: Elector) async {
        do {
            try await call("close", limit: .seconds(3)) { try await elector.close() }
        } catch {
            world.violate("\(name): close throws \(error)")
        }
        // Whatever is called from now on fails at once.
        if let call = try? await call("resign after close", limit: .zero, { try await elector.resign() }) {
            world.violate("\(name): resign returns \(call) after close")
        }
    }

    // MARK: - Events

    /// Reads all events, and checks what they say.
    private func read(_ elector: Elector) async {
        var told: Bool?
        var token: Int64 = 0
        var hasEnded = false
        for await event in elector.events {
            world.trace.note("\(name) is told \(event)\(event.reason.map { " (\($0))" } ?? "")")
            if hasEnded { world.violate("\(name): an event after the end") }
            if event.leader {
                world.statistics.gains += 1
                if told == true { world.violate("\(name): two gains without a loss between") }
                guard let gained = event.token, gained >= token else {
                    world.violate("\(name): a gain with token \(event.token ?? 0) after \(token)")
                    continue
                }
                token = gained
            } else {
                if event.error == nil, told == false { world.violate("\(name): two losses without a gain") }
                if told == true, event.reason == nil { world.violate("\(name): a loss without a reason") }
            }
            told = event.leader
            if let error = event.error {
                hasEnded = true
                if policy != .failStop { world.violate("\(name): ends under \(policy) with \(error)") }
            }
            // One who takes his time.
            if generator.once(in: 4) {
                try? await Task.sleep(for: generator.upTo(scenario.sessionTimeout), clock: .continuous)
            }
        }
        if told == true { world.violate("\(name): the events end with a gain") }
    }

    // MARK: - Calls

    /// Does something and checks that it does not take too long. Time for which the process was stopped does not count.
    private func call<Value>(
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

    /// What users do until it gets calm, or the elector ends.
    private func call(_ elector: Elector) async {
        await withDiscardingTaskGroup { group in
            while !isCalm, !Task.isCancelled {
                // Now and then several at once.
                if !generator.once(in: 4) {
                    let pause = min(generator.upTo(scenario.callPause), scenario.calm - world.now)
                    try? await Task.sleep(for: pause, clock: .continuous)
                }
                if isCalm || Task.isCancelled { break }
                let cancels = generator.once(in: 4)
                let patience = generator.upTo(scenario.sessionTimeout)
                let verb = generator.one(of: Verb.allCases)
                let task = Task { await self.call(verb, elector) }
                group.addTask {
                    await withTaskCancellationHandler {
                        if cancels {
                            try? await Task.sleep(for: patience, clock: .continuous)
                            task.cancel()
                        }
                        await task.value
                    } onCancel: {
                        task.cancel()
                    }
                }
            }
            group.cancelAll()
        }
        // From now on everybody stands.
        if isCalm, !Task.isCancelled {
            try? await call("campaign", limit: .zero) { try await elector.campaign() }
        }
    }

    private enum Verb: CaseIterable {
        case resign, withdraw, campaign, tryLead, wait, work, work2, work3, rename, list, commit, close
    }

    private func call(_ verb: Verb, _ elector: Elector) async {
        do {
            switch verb {
            case .resign: try await call("resign", limit: .seconds(6)) { try await elector.resign() }
            case .withdraw:
                try await call("withdraw", limit: .seconds(6)) { try await elector.resign(rejoin: .no) }
            case .campaign: try await call("campaign", limit: .zero) { try await elector.campaign() }
            case .tryLead: _ = try await call("tryLead", limit: nil) { try await elector.tryLead() }
            case .wait:
                let timeout = generator.upTo(scenario.sessionTimeout * 2)
                _ = try await call("wait", limit: timeout) {
                    try await elector.waitForLeadership(timeout: timeout)
                }
            case .work, .work2, .work3:
                try await call("withLeadership", limit: nil) {
                    try await elector.withLeadership { try await self.work($0) }
                }
            case .rename:
                renames += 1
                try await call("rename", limit: nil) {
                    try await elector.update(ident: "\(self.name)-\(self.renames)")
                }
            case .list: _ = try await call("participants", limit: nil) { try await elector.participants() }
            case .commit:
                if let leadership = elector.leadership { try await commit(leadership) }
            case .close:
                if generator.once(in: 3) { await close(elector) }
            }
        } catch let error as ElectorError {
            let isExpected: Bool =
                switch error.code {
                case .closed, .notCandidate, .notLeader, .timedOut, .busy, .insideLeadership, .disconnected:
                    true
                default: false
                }
            if !isExpected { world.violate("\(name): \(verb) throws \(error)") }
        } catch let error as ZKError {
            let isExpected =
                error.code.isOutcomeUnknown || [.sessionExpired, .invalidState, .noNode].contains(error.code)
            if !isExpected { world.violate("\(name): \(verb) throws \(error)") }
        } catch {
            if !(error is CancellationError) { world.violate("\(name): \(verb) throws \(error)") }
        }
    }

    /// The work of a leader: a few writes, and time between.
    private func work(_ leadership: Leadership) async throws {
        for _ in 0..<generator.number(1...4) {
            try await commit(leadership)
            try await Task.sleep(for: generator.upTo(scenario.sessionTimeout / 2), clock: .continuous)
        }
    }

    private func commit(_ leadership: Leadership) async throws {
        _ = try await call("commit", limit: nil) {
            try await leadership.commit { $0.set(World.workPath, Array("\(leadership.token)".utf8)) }
        }
    }
}
