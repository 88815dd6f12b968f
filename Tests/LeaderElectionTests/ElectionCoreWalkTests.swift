import Testing
import ZooKeeperTestKit

@testable import LeaderElection

/// Throws inputs at the core in any order, sensible or not, and checks what must hold whatever it is told.
struct ElectionCoreWalkTests {
    private struct Walk {
        var core: ElectionCore
        var stand = 0
        var round = 0
        var released = 0
        /// Whether the link is up, down (with a session), or away.
        var isUp = false
        var hasSession = false
        /// Whether the connection can have a lease.
        let isLimited: Bool
        /// Whether the session was confirmed since the last loss of the connection.
        var isConfirmed = false
        var isLeading: Bool?
        var gains = 0
        var losses = 0

        mutating func take(_ input: ElectionCore.Input, _ policy: Elector.Policy) {
            switch input {
            case .connected, .resumed: (isUp, hasSession) = (true, true)
            case .suspended: (isUp, isConfirmed) = (false, isConfirmed && isLimited && policy == .hold)
            case .sessionLost: (isUp, hasSession, isConfirmed) = (false, false, false)
            case .ofStand(stand, .lapsed): isConfirmed = false
            // The news of a reconnect may come after what was confirmed over it.
            case .ofStand(stand, .confirmed(let round, _)): isConfirmed = isConfirmed || round == self.round
            default: break
            }
            for action in core.handle(input) {
                switch action {
                case .stand(let number):
                    #expect(number == stand + 1)
                    #expect(released == stand, "the last node was given up before another one is made")
                    #expect(isUp)
                    stand = number
                    round = 0
                    isConfirmed = false
                case .release(let number):
                    #expect(number == stand && released == stand - 1, "each node is given up once")
                    released = number
                case .confirm(let round): self.round = round
                case .gain:
                    #expect(isLeading != true, "a gain follows a loss")
                    #expect(released == stand - 1, "who leads has a node")
                    #expect(isUp || (policy == .hold && hasSession && isLimited))
                    #expect(isConfirmed, "nothing but a confirmation makes a leader")
                    isLeading = true
                    gains += 1
                case .lose(let reason):
                    #expect(
                        (isLeading == true) == (reason != nil),
                        "a loss of leadership has its reason, and only that"
                    )
                    #expect(isLeading != false)
                    if isLeading == true { losses += 1 }
                    isLeading = false
                case .end: #expect(core.hasEnded)
                case .watchPredecessor, .watchLeader, .observe, .setLeader, .refuse: break
                }
            }
            if policy == .stepDown, !isUp { #expect(isLeading != true || core.hasEnded) }
            if !hasSession { #expect(isLeading != true || core.hasEnded) }
            #expect((core.position == .leading) == (isLeading == true && !core.hasEnded))
        }
    }

    private func input(_ walk: Walk, _ random: inout SeededGenerator) -> ElectionCore.Input {
        let candidates = (1...3).map(CoreDriver.candidate)
        // News of the present stand mostly, of an earlier one now and then.
        let stand = Int.random(in: 0..<8, using: &random) == 0 ? max(0, walk.stand - 1) : walk.stand
        let round = Int.random(in: 0..<4, using: &random) == 0 ? max(0, walk.round - 1) : walk.round
        let candidate = candidates[Int.random(in: 0..<3, using: &random)]
        return switch Int.random(in: 0..<20, using: &random) {
        case 0: walk.hasSession ? .suspended : .connected
        case 1, 2: walk.hasSession ? .resumed : .connected
        case 3: walk.hasSession ? .sessionLost(ElectorError(.sessionExpired)) : .connected
        case 4, 5, 6:
            .ofStand(
                stand,
                .joined(
                    token: Int64(stand),
                    ahead: Array(candidates.prefix(Int.random(in: 0...3, using: &random)))
                )
            )
        case 7, 8: .ofStand(stand, .gone(candidate))
        case 9: .ofStand(stand, .watching(candidate, Leader(ident: "x", token: 1)))
        case 10, 11, 12: .ofStand(stand, .confirmed(round: round, isLimited: walk.isLimited))
        case 13: walk.isLimited ? .ofStand(stand, .lapsed) : .campaign
        case 14: .ofStand(stand, .nodeGone(path: "/own"))
        case 15, 16: .ofStand(stand, .released)
        case 17: .resign(Bool.random(using: &random) ? .tail : .no)
        case 18: Bool.random(using: &random) ? .campaign : .observed(nil)
        default: .ofStand(stand, .deposed(path: "/own"))
        }
    }

    @Test(arguments: Elector.Policy.allCases)
    func anyOrder(policy: Elector.Policy) {
        var gains = 0
        for seed in 0..<1_000 {
            var random = SeededGenerator(seed: UInt64(seed))
            var walk = Walk(
                core: ElectionCore(ident: "me", policy: policy),
                isLimited: seed.isMultiple(of: 2)
            )
            walk.take(.connected, policy)
            for _ in 0..<100 where !walk.core.hasEnded { walk.take(input(walk, &random), policy) }
            #expect(walk.gains - walk.losses == (walk.isLeading == true ? 1 : 0), "each gain has one loss")
            gains += walk.gains
        }
        #expect(gains > 20, "it leads now and then")
    }
}
