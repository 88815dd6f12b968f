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
    /// Since when it has led with a token for the first time.
    private var led: [Int64: Duration] = [:]
    /// When it was seen last to lead no more with a token, in time that the process could use.
    private var lost: [Int64: Duration] = [:]
    /// Tokens with which it led for longer than its first lease takes for safe, after late pings.
    private var excused: Set<Int64> = []

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
        let conn: any ModelConn & Connector =
            world.lie.map { LyingConnection(connection, $0, world: world) } ?? connection
        var connector: any Connector = conn
        if borrows {
            guard (try? await connection.connect()) != nil else { return }
            connector = .existingConnection(conn: conn, events: conn.events())
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
        hasClosed = true
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
                checkGain(gained)
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
        if !hasEnded, !hasClosed { world.violate("\(name): the events end, and nobody has closed it") }
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
            case .tryLead:
                if let leadership = try await call("tryLead", limit: nil, { try await elector.tryLead() }) {
                    check(leadership, of: elector)
                }
            case .wait:
                let timeout = generator.upTo(scenario.sessionTimeout * 2)
                let leadership = try await call("wait", limit: timeout) {
                    try await elector.waitForLeadership(timeout: timeout)
                }
                check(leadership, of: elector)
            case .work, .work2, .work3:
                try await call("withLeadership", limit: nil) {
                    try await elector.withLeadership { leadership in
                        self.check(leadership, of: elector)
                        try await self.work(leadership)
                    }
                }
            case .rename:
                renames += 1
                try await call("rename", limit: nil) {
                    try await elector.update(ident: "\(self.name)-\(self.renames)")
                }
            case .list: try await list(elector)
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
        let data = world.beginWrite(leadership.token)
        do {
            let results = try await call("commit", limit: nil) {
                try await leadership.commit { $0.set(World.workPath, data) }
            }
            world.acknowledge(data, results)
        } catch {
            let isRefused =
                (error as? ElectorError)?.code == .notLeader || (error as? ZKError)?.code == .sessionExpired
            if isRefused { world.refuse(data) }
            throw error
        }
    }

    private func list(_ elector: Elector) async throws {
        let participants = try await call("participants", limit: nil) { try await elector.participants() }
        world.check(participants, for: name)
    }

    /// Looks who stands, while nothing happens.
    func look() async {
        guard let elector else { return }
        do {
            try await list(elector)
        } catch {
            world.violate("\(name): participants throws \(error) where nothing is wrong")
        }
    }

    // MARK: - Rules

    /// Who may act as the leader is the first of the line at this very moment.
    func check() {
        let leadership = elector?.leadership.flatMap { $0.isValid ? $0 : nil }
        if let acting, acting.token != leadership?.token {
            lost[acting.token] = Executor.shared.runningTime(of: process)
            self.acting = nil
        }
        guard let token = leadership?.token else { return }
        let since = led[token] ?? world.now
        led[token] = since
        acting = (token, since)
        check(token, since: since)
    }

    private func check(_ token: Int64, since: Duration) {
        if let time = world.deposed[token] {
            // It has to be told first, and on the way to that may renew its lease once.
            let end = max(time + scenario.sessionTimeout / 2, since)
            if end + scenario.slack < world.now {
                world.violate("\(name) leads on a node that was deleted at \(time.inSeconds)")
            }
        } else if world.first?.czxid != token {
            // No lease relies on pings for longer than until half a timeout after its first confirmation was sent.
            let isYoung = since + scenario.sessionTimeout / 2 > world.now
            if isYoung, world.wasLate(process), !world.isStrict {
                if excused.insert(token).inserted { world.statistics.excused += 1 }
                return
            }
            let first = world.first.map { "\($0.ident) with \($0.czxid)" } ?? "nobody"
            world.violate("\(name) leads with token \(token), and \(first) is first")
        } else if !world.noteLeader(token) {
            world.violate("\(name) leads with token \(token) after one with a larger token")
        }
    }

    /// What a call has returned holds for the elector as well, or does not hold any more.
    private func check(_ leadership: Leadership, of elector: Elector) {
        if leadership.isValid, elector.leadership?.token != leadership.token {
            world.violate("\(name): a leadership with \(leadership.token) holds, and the elector has another")
        }
        check()
    }

    /// Who is told of a gain leads, or did until a moment ago.
    private func checkGain(_ token: Int64) {
        check()
        guard acting?.token != token, let lost = lost[token] else { return }
        let time = Executor.shared.runningTime(of: process) - lost
        // The reader's turn comes after the event was handed to it.
        if time > scenario.stall * 2 {
            world.violate("\(name): is told of a gain with \(token) that was lost \(time.inSeconds) s ago")
        }
    }
}
