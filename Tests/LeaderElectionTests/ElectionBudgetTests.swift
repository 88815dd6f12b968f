import Testing
import ZooKeeperTestKit

@testable import LeaderElection

/// How many requests an event costs whom.
struct ElectionBudgetTests {
    /// Five candidates in line.
    private let world = World(Scope(candidates: 5, faults: 1, isSettled: true))

    /// What each candidate asks once `fault` has happened, until everything is at rest.
    private func requests(after fault: Fault) -> [Int: Int] {
        var world = world
        var requests: [Int: Int] = [:]
        world.perform(.fault(fault))
        while let step = world.dueSteps.first {
            if case .network(.take(let session)) = step, let index = world.owner(of: session) {
                requests[index, default: 0] += 1
            }
            world.perform(step)
        }
        #expect(world.restlessness == nil)
        return requests
    }

    @Test func aFollowerThatGoesWakesItsSuccessor() {
        #expect(requests(after: .crash(2)) == [3: 1])
    }

    @Test func theLastThatGoesWakesNobody() {
        #expect(requests(after: .crash(4)).isEmpty)
    }

    @Test func theSecondThatGoesWakesItsSuccessor() {
        // Which watches the leader already, but for its children.
        #expect(requests(after: .crash(1)) == [2: 1])
    }

    @Test func aLeaderThatGoesIsFollowedByOneAndLookedForByTheRest() {
        // The second confirms its session; the third watches the second already.
        #expect(requests(after: .crash(0)) == [1: 1, 3: 2, 4: 2])
    }

    @Test func whoResignsAsksNoMoreThanItTakes() {
        // A delete, a create, its own node, the list, the predecessor, and two for the leader.
        #expect(requests(after: .resign(2)) == [2: 7, 3: 1])
    }
}
