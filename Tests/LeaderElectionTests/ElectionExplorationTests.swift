import Foundation
import Testing

@testable import LeaderElection

/// Every order of deliveries, disconnects, expiries, crashes, deletes and calls, in a model of ZooKeeper with real cores.
///
/// `ELECTION_EXPLORATION_STATES` says how many states each scope may have; by default it is what takes a minute for all of
/// them in a debug build. Where a scope is not finished with those, each of the last states is at least led to its rest.
struct ElectionExplorationTests {
    private static let limit =
        ProcessInfo.processInfo.environment["ELECTION_EXPLORATION_STATES"].flatMap(Int.init) ?? 12_000

    private static let scopes = Elector.Policy.allCases.flatMap { policy in
        [
            Scope(policy: policy, candidates: 1, faults: 2, wakesInAnyOrder: true),
            Scope(policy: policy, candidates: 2, faults: 0),
            Scope(policy: policy, candidates: 2, servers: 2, faults: 1),
            Scope(policy: policy, candidates: 2, faults: 1, isCounterStuck: true),
            Scope(policy: policy, candidates: 2, faults: 1, isSettled: true),
            Scope(policy: policy, candidates: 2, faults: 3, isSettled: true),
            Scope(policy: policy, candidates: 2, servers: 2, faults: 2, isSettled: true),
            Scope(policy: policy, candidates: 2, faults: 2, isSettled: true, wakesInAnyOrder: true),
            Scope(policy: policy, candidates: 3, faults: 0, isCounterStuck: true),
            Scope(policy: policy, candidates: 3, servers: 2, faults: 1, isSettled: true),
            Scope(policy: policy, candidates: 3, kinds: [.crash, .delete, .cut], faults: 2, isSettled: true),
            Scope(policy: policy, candidates: 4, kinds: [.crash, .delete], faults: 2, isSettled: true),
        ]
    }

    @Test(arguments: scopes)
    func nothingGoesWrong(scope: Scope) async {
        let exploration = await Exploration.run(from: World(scope), limit: Self.limit)
        print(
            "\(scope): \(exploration.visited) states\(exploration.isComplete ? ", which is all" : ""),",
            "\(exploration.quiet) times at rest"
        )
        #expect(exploration.violation == nil, "\(exploration.trace.map { "\n\($0)" }.joined())")
    }

    /// It is the lease that keeps two from leading: were a session let expire before it, the exploration would say so.
    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func withoutASoundLeaseTwoLead(policy: Elector.Policy) async {
        var scope = Scope(policy: policy, candidates: 2, kinds: [.expire], faults: 1, isSettled: true)
        scope.isLeaseSound = false
        #expect(await Exploration.run(from: World(scope), limit: 10_000).violation == "two lead")
    }
}
