import Testing

@testable import LeaderElection

/// Runs the core against a world in which everything happens in any order, and checks what must always hold.
struct ElectionCoreExplorationTests {
    /// The nodes in front of the candidate, and what it has asked about them.
    private struct World: Hashable {
        var alive: [Bool]
        /// Requests whose answers have not been delivered.
        var asked: [Int] = []
        /// Watches that are set, by node; several may be on one.
        var watched: [Int] = []
        /// Whether a confirmation of the session is under way.
        var isAsking = false
        var isLeading = false
        var isAnnounced = false
        var leader = ""

        var lowest: String { alive.firstIndex(of: true).map { "\($0)" } ?? "me" }
    }

    private struct State: Hashable {
        var world: World
        var core: ElectionCore
    }

    private enum Step: Hashable {
        case die(Int)
        case answer(Int)
        case fire(Int)
        case confirm
    }

    private func steps(in world: World) -> Set<Step> {
        var steps: Set<Step> = []
        for (node, isAlive) in world.alive.enumerated() where isAlive { steps.insert(.die(node)) }
        for node in world.asked { steps.insert(.answer(node)) }
        for node in world.watched where !world.alive[node] { steps.insert(.fire(node)) }
        if world.isAsking { steps.insert(.confirm) }
        return steps
    }

    private func apply(_ step: Step, _ world: inout World, _ core: inout ElectionCore) {
        func remove(_ node: Int, from list: inout [Int]) {
            if let index = list.firstIndex(of: node) { list.remove(at: index) }
        }
        let candidate = { (node: Int) in CoreDriver.candidate(node) }
        switch step {
        case .die(let node):
            world.alive[node] = false
        case .answer(let node):
            remove(node, from: &world.asked)
            if world.alive[node] {
                world.watched.append(node)
                let leader = Leader(ident: "\(node)", token: Int64(node))
                act(core.handle(.ofStand(1, .watching(candidate(node), leader))), &world)
            } else {
                act(core.handle(.ofStand(1, .gone(candidate(node)))), &world)
            }
        case .fire(let node):
            remove(node, from: &world.watched)
            act(core.handle(.ofStand(1, .gone(candidate(node)))), &world)
        case .confirm:
            world.isAsking = false
            act(core.handle(.ofStand(1, .confirmed(round: 1, isLimited: true))), &world)
        }
    }

    private func act(_ actions: [ElectionCore.Action], _ world: inout World) {
        for action in actions {
            switch action {
            case .watchPredecessor(let candidate), .watchLeader(let candidate):
                world.asked.append(Int(candidate.name.sequence))
            case .confirm: world.isAsking = true
            case .setLeader(let leader): world.leader = leader?.ident ?? ""
            case .gain: announce(leads: true, &world)
            case .lose: announce(leads: false, &world)
            case .stand, .release, .observe, .refuse, .end:
                Issue.record("nothing here makes a new node or ends an election")
            }
        }
    }

    private func announce(leads: Bool, _ world: inout World) {
        #expect(!world.isLeading, "who leads is told so once")
        #expect(leads || !world.isAnnounced, "following is told once")
        if leads { #expect(!world.alive.contains(true), "nobody leads while somebody is in front") }
        world.isLeading = leads
        world.isAnnounced = true
    }

    /// Every order of deaths, answers and watches for up to five candidates in front.
    @Test(arguments: 0...5)
    func everyOrder(count: Int) {
        var start = State(
            world: World(alive: Array(repeating: true, count: count)),
            core: ElectionCore(ident: "me", policy: .failStop)
        )
        _ = start.core.handle(.connected)
        let ahead = (0..<count).map(CoreDriver.candidate)
        act(start.core.handle(.ofStand(1, .joined(token: 9, ahead: ahead))), &start.world)
        var seen: Set<State> = [start]
        var open = [start]
        while let state = open.popLast() {
            let world = state.world
            let steps = steps(in: world)
            if !steps.contains(where: { if case .die = $0 { false } else { true } }) {
                // Nothing is under way: it is known who leads.
                #expect(world.leader == world.lowest)
                #expect(world.isLeading == !world.alive.contains(true))
                #expect(world.isAnnounced)
                // And the one in front of this candidate is watched, or nobody would wake it.
                if let last = world.alive.lastIndex(of: true) { #expect(world.watched.contains(last)) }
            }
            for step in steps {
                var next = state
                apply(step, &next.world, &next.core)
                next.world.asked.sort()
                next.world.watched.sort()
                if seen.insert(next).inserted { open.append(next) }
            }
        }
        #expect(seen.count > count)
    }
}
