import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

/// A process that stands for election, and its users, who call whatever there is to call.
final class Candidate: Member, @unchecked Sendable {
    let policy: Elector.Policy
    /// Whether the connection belongs to the process and not to the elector.
    private var borrows = false
    private var renames = 0
    private(set) var elector: Elector?

    init(process: Int, world: World) {
        policy = world.scenario.policies[process - 1]
        super.init(name: "c\(process)", process: process, world: world)
        borrows = generator.once(in: 4)
    }

    private var isCalm: Bool { world.now >= scenario.calm }

    // MARK: - Life

    override func end() {
        super.end()
        guard let elector else { return }
        Task { await self.close(elector) }
    }

    override func run(_ connection: Connection) async {
        var owner: Task<Void, Never>?
        var connector: any Connector = connection
        if borrows {
            guard (try? await connection.connect()) != nil else { return }
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
            if policy != .failStop, !isRefusal(error) {
                world.violate("\(name): start throws \(error) under \(policy)")
            }
        }
        owner?.cancel()
        await owner?.value
    }

    private func use(_ elector: Elector) async {
        note("elector", elector)
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
                if policy != .failStop, !isRefusal(error) {
                    world.violate("\(name): ends under \(policy) with \(error)")
                }
            }
            // One who takes his time.
            if generator.once(in: 4) {
                try? await Task.sleep(for: generator.upTo(scenario.sessionTimeout), clock: .continuous)
            }
        }
        if told == true { world.violate("\(name): the events end with a gain") }
    }

    // MARK: - Calls

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
            if !isExpected, !isRefusal(error) { world.violate("\(name): \(verb) throws \(error)") }
        } catch let error as ZKError {
            let isExpected =
                error.code.isOutcomeUnknown || [.sessionExpired, .invalidState, .noNode].contains(error.code)
            if !isExpected, !isRefusal(error) { world.violate("\(name): \(verb) throws \(error)") }
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
