import Foundation
import Testing

@testable import LeaderElection

/// Deliveries, disconnects, expiries, crashes, deletes and calls, in a model of ZooKeeper with real cores: every order of them
/// where a scope is small enough, and the first of them, with one way from each to the rest, where it is not.
///
/// `ELECTION_EXPLORATION_STATES` says how many states each of the latter may have.
struct ElectionExplorationTests {
    private static let limit =
        ProcessInfo.processInfo.environment["ELECTION_EXPLORATION_STATES"].flatMap(Int.init) ?? 4_000

    /// Each with a number of states that it has at least, so that it would be seen if little happened in it any more.
    private static let finite = Elector.Policy.allCases.flatMap { policy in
        [
            (Scope(policy: policy, candidates: 2, faults: 0), 700),
            (Scope(policy: policy, candidates: 1, faults: 2, isSettled: true), 300),
            (Scope(policy: policy, candidates: 2, faults: 1, isSettled: true), 5_000),
            (Scope(policy: policy, candidates: 2, kinds: [.crash, .cut], faults: 2, isSettled: true), 500),
            (Scope(policy: policy, candidates: 3, kinds: [.crash], faults: 2, isSettled: true), 500),
            (Scope(policy: policy, candidates: 3, kinds: [.cut], faults: 1, isSettled: true), 200),
            (Scope(policy: policy, candidates: 2, kinds: [.crash], faults: 1, isCounterStuck: true), 2_000),
            // A server that lags.
            (Scope(policy: policy, candidates: 1, servers: 2, faults: 1), 500),
            (Scope(policy: policy, candidates: 2, servers: 2, kinds: [.crash], faults: 1), 5_000),
            (
                Scope(
                    policy: policy,
                    candidates: 2,
                    servers: 2,
                    kinds: [.crash, .delete],
                    faults: 1,
                    isSettled: true
                ), 500
            ),
            (
                Scope(
                    policy: policy,
                    candidates: 2,
                    servers: 2,
                    kinds: [.expire],
                    faults: 1,
                    isSettled: true
                ), 300
            ),
            (
                Scope(policy: policy, candidates: 3, servers: 2, kinds: [.crash], faults: 1, isSettled: true),
                300
            ),
            // Tasks in any order.
            (Scope(policy: policy, candidates: 2, faults: 0, wakesInAnyOrder: true, passages: 1), 1_000),
            (
                Scope(
                    policy: policy,
                    candidates: 1,
                    kinds: [.cut],
                    faults: 1,
                    wakesInAnyOrder: true,
                    passages: 1
                ), 100
            ),
            (
                Scope(
                    policy: policy,
                    candidates: 1,
                    faults: 1,
                    isSettled: true,
                    wakesInAnyOrder: true,
                    passages: 1
                ), 300
            ),
            (
                Scope(
                    policy: policy,
                    candidates: 2,
                    kinds: [.resign],
                    faults: 1,
                    isSettled: true,
                    wakesInAnyOrder: true,
                    passages: 1
                ), 1_000
            ),
            // Users who withdraw and come back, write, and are refused something; connections without a lease.
            (
                Scope(
                    policy: policy,
                    candidates: 1,
                    kinds: [.withdraw, .campaign, .crash],
                    faults: 2,
                    isSettled: true
                ), 100
            ),
            (
                Scope(policy: policy, candidates: 2, kinds: [.withdraw, .crash], faults: 1, isSettled: true),
                500
            ),
            (Scope(policy: policy, candidates: 2, kinds: [.fail], faults: 1, isSettled: true), 100),
            (Scope(policy: policy, candidates: 1, kinds: [.write, .delete], faults: 2, isSettled: true), 50),
            (
                Scope(
                    policy: policy,
                    candidates: 2,
                    kinds: [.cut, .delete],
                    faults: 2,
                    isSettled: true,
                    hasLease: false
                ),
                100
            ),
        ]
    }

    private static let vast = Elector.Policy.allCases.flatMap { policy in
        [
            Scope(policy: policy, candidates: 1, faults: 2, wakesInAnyOrder: true, passages: 2),
            Scope(policy: policy, candidates: 2, servers: 2, faults: 1),
            Scope(policy: policy, candidates: 2, faults: 1, isCounterStuck: true),
            Scope(policy: policy, candidates: 2, faults: 3, isSettled: true),
            Scope(policy: policy, candidates: 2, servers: 2, faults: 2, isSettled: true),
            Scope(
                policy: policy,
                candidates: 2,
                faults: 2,
                isSettled: true,
                wakesInAnyOrder: true,
                passages: 2
            ),
            Scope(policy: policy, candidates: 3, faults: 0, isCounterStuck: true),
            Scope(policy: policy, candidates: 3, servers: 2, faults: 1, isSettled: true),
            Scope(policy: policy, candidates: 3, kinds: [.crash, .delete, .cut], faults: 2, isSettled: true),
            Scope(policy: policy, candidates: 4, kinds: [.crash, .delete], faults: 2, isSettled: true),
            Scope(policy: policy, candidates: 2, kinds: Set(Fault.Kind.allCases), faults: 3, isSettled: true),
        ]
    }

    @Test(arguments: finite)
    func nothingGoesWrongInAnyOrder(scope: Scope, least: Int) async {
        let (visited, isComplete) = await explore(scope, limit: 100_000)
        #expect(isComplete)
        #expect(visited >= least)
    }

    @Test(arguments: vast)
    func nothingGoesWrongSoon(scope: Scope) async {
        let (visited, isComplete) = await explore(scope, limit: Self.limit)
        #expect(isComplete || visited >= Self.limit)
    }

    private func explore(_ scope: Scope, limit: Int) async -> (visited: Int, isComplete: Bool) {
        let exploration = await Exploration.run(from: World(scope), limit: limit)
        print(
            "\(scope): \(exploration.visited) states\(exploration.isComplete ? ", which is all" : ""),",
            "\(exploration.quiet) times at rest"
        )
        #expect(exploration.violation == nil, "\(exploration.trace.map { "\n\($0)" }.joined())")
        #expect(exploration.quiet > 0)
        return (exploration.visited, exploration.isComplete)
    }

    /// It is the lease that keeps two from leading: were a session let expire before it, the exploration would say so.
    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func withoutASoundLeaseTwoLead(policy: Elector.Policy) async {
        var scope = Scope(policy: policy, candidates: 2, kinds: [.expire], faults: 1, isSettled: true)
        scope.isLeaseSound = false
        #expect(await Exploration.run(from: World(scope), limit: 10_000).violation == "two lead")
    }

    /// The lease of a node that is being deleted runs out as well.
    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func whoResignsMayLoseItsSessionBeforeItsNodeIsGone(policy: Elector.Policy) {
        var world = World(Scope(policy: policy, candidates: 2, faults: 2, isSettled: true))
        for step in [Step.fault(.resign(0)), .lapse(0, stand: 1), .fault(.expire(0))] {
            #expect(world.steps.contains(step))
            world.perform(step)
        }
        #expect(world.contenders[0].stands.map(\.isReleased) == [true])
        world.settle()
        #expect(world.violation == nil)
        #expect(world.restlessness == nil)
        #expect(world.contenders[1].leadsValidly)
    }
}
