import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

/// One run of a seed.
struct Simulation {
    /// What came of it.
    struct Outcome {
        /// What broke a rule, or `nil`.
        let violation: String?
        let statistics: Statistics
        let fingerprint: UInt64
    }

    let scenario: Scenario
    let trace: Trace
    private let world: World
    private let candidates: [Candidate]
    private let observer: Observer
    private let members: [Member]
    private let executor = Executor.shared

    /// - Parameters:
    ///   - strict: whether the first lease has to hold also after pings were late.
    ///   - lie: what is wrong with the candidates' connections.
    init(seed: UInt64, strict: Bool = false, lie: Lie? = nil, trace: Trace = Trace(.drop)) {
        scenario = Scenario(seed: seed)
        self.trace = trace
        executor.begin(seed: seed, busyness: scenario.busyness, stall: scenario.stall)
        trace.note(scenario.description)
        let world = World(scenario, trace: trace, isStrict: strict, lie: lie)
        self.world = world
        candidates = (1...scenario.candidates).map { Candidate(process: $0, world: world) }
        observer = Observer(name: "o", process: scenario.candidates + 1, world: world)
        members = candidates + [observer]
    }

    func run() -> Outcome {
        for member in members {
            executor.at(world.generator.upTo(scenario.sessionTimeout / 4), for: member.process) {
                Task { await member.live() }
            }
        }
        Faults(world, candidates, observer).begin()
        pass(until: scenario.calm)
        settle()
        end()
        var statistics = world.statistics
        statistics.seeds = 1
        statistics.steps = executor.steps
        statistics.simulated = executor.now
        return Outcome(
            violation: world.violation,
            statistics: statistics,
            fingerprint: executor.fingerprint
        )
    }

    // MARK: - Phases

    /// Far more than any seed takes.
    private static let stepLimit = 2_000_000

    /// Lets things happen, until that time or until a rule is broken.
    @discardableResult
    private func pass(until time: Duration, or isDone: () -> Bool = { false }) -> Bool {
        guard world.violation == nil else { return false }
        var zxid = world.model.zxid
        var hasDone = false
        let isAlive = executor.run(until: time) { process in
            if world.model.zxid != zxid {
                zxid = world.model.zxid
                for candidate in candidates { candidate.check() }
            } else if 1...candidates.count ~= process {
                candidates[process - 1].check()
            }
            if executor.steps > Self.stepLimit { world.violate("it does not come to rest") }
            hasDone = isDone()
            return hasDone || world.violation != nil
        }
        if !isAlive { return false }
        return hasDone
    }

    /// Nothing goes wrong any more: soon one leads and all know it, and so it stays.
    private func settle() {
        trace.note("calm")
        executor.calm()
        for member in members where !member.isCrashed { executor.resume(member.process) }
        // What was under way has its consequences first.
        pass(until: world.now + scenario.sessionTimeout)
        // A session that is lost ends; and who looks for another one pauses for 5 s at most, and has a few steps to make.
        let limit = scenario.sessionTimeout + .seconds(8)
        guard pass(until: world.now + limit, or: { isSettled }) else {
            return world.violate("not settled \(limit.inSeconds) s after the last fault: \(unsettled ?? "")")
        }
        trace.note("settled")
        world.isSettled = true
        for candidate in candidates where !candidate.isCrashed {
            executor.at(world.now, for: candidate.process) { Task { await candidate.look() } }
        }
        pass(until: world.now + scenario.sessionTimeout)
        world.isSettled = false
        if let unsettled { world.violate("was settled, and then: \(unsettled)") }
    }

    /// All electors are closed: nothing stays behind.
    private func end() {
        trace.note("the end")
        world.close()
        for member in members {
            executor.resume(member.process)
            executor.at(world.now, for: member.process) { member.end() }
        }
        let limit = scenario.sessionTimeout * 3 + .seconds(30)
        pass(until: world.now + limit)
        world.end()
        guard world.violation == nil else { return abandon() }
        world.checkWork()
        if let node = world.first { world.violate("\(node.path) is left over") }
        if let call = members.flatMap(\.openCalls).first { world.violate("\(call) never returned") }
        // What is still asleep, cancelled or not, has its turn.
        if executor.run(until: world.now + .seconds(3600), { _ in false }) {
            world.violate("something goes on for ever")
        }
        if let rest = members.flatMap(\.leftOvers).first { world.violate("\(rest) is left over") }
    }

    /// After a violation: lets go of what there is, as far as it goes.
    private func abandon() {
        world.end()
        for member in members {
            executor.resume(member.process)
            member.end()
        }
        _ = executor.run(until: world.now + .seconds(600)) { _ in false }
    }

    // MARK: - Rules

    private var isSettled: Bool { unsettled == nil }

    /// What is not yet as it should be.
    private var unsettled: String? {
        let living = candidates.filter { !$0.isCrashed }
        if let call = (living + [observer]).flatMap(\.openCalls).first { return "\(call) has not returned" }
        guard let first = world.first else { return "nobody stands" }
        if let server = world.model.servers.firstIndex(where: { $0.lag > 0 }) {
            return "server \(server) lags"
        }
        guard world.candidates.count == living.count else {
            return "\(living.count) live, and \(world.candidates.count) stand"
        }
        var leaders = 0
        for candidate in living {
            guard let elector = candidate.elector else { return "\(candidate.name) has no elector" }
            if let leadership = elector.leadership {
                leaders += 1
                if leadership.token != first.czxid { return "\(candidate.name) leads and is not first" }
                if elector.leaderIdent.isEmpty { return "\(candidate.name) leads and does not know it" }
            } else if elector.leaderIdent != first.ident {
                return "\(candidate.name) takes '\(elector.leaderIdent)' for the leader, not '\(first.ident)'"
            }
        }
        if observer.view != Leader(ident: first.ident, token: first.czxid) {
            return "\(observer.name) sees \(observer.view?.ident ?? "nobody"), not '\(first.ident)'"
        }
        return leaders == 1 ? nil : "\(leaders) lead"
    }
}
