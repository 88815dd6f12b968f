import Testing

@testable import LeaderElection

/// The exploration finds bugs: each of those that are put into a core on purpose.
struct ElectionMutationTests {
    @Test(arguments: Mutation.allCases)
    func isFound(mutation: Mutation) async {
        let world = World(scope(for: mutation), mutation: mutation)
        let exploration = await Exploration.run(from: world, limit: 20_000)
        print("\(mutation): \(exploration.violation ?? "not found"), \(exploration.visited) states")
        #expect(exploration.violation != nil)
    }

    /// Where a bug shows.
    private func scope(for mutation: Mutation) -> Scope {
        switch mutation {
        case .gainsWithoutConfirmation, .ignoresLapse, .gainsTwice, .neverLoses, .leadsUnderAnotherToken,
            .keepsTheLeaderToItself, .ordersByText:
            Scope(candidates: 2, faults: 0)
        case .breaksTiesByText:
            Scope(candidates: 2, faults: 0, isCounterStuck: true)
        case .acceptsEarlierRounds:
            Scope(candidates: 1, kinds: [.cut], faults: 1, isSettled: true, wakesInAnyOrder: true)
        case .acceptsNewsOfEarlierStands:
            Scope(candidates: 1, kinds: [.delete], faults: 1, isSettled: true, wakesInAnyOrder: true)
        case .watchesFromTheWrongEnd, .takesTheLeaderForThePredecessor, .takesThePredecessorForTheLeader:
            Scope(candidates: 3, faults: 1, isSettled: true)
        case .watchesOnePredecessorOnly, .watchesOneLeaderOnly:
            Scope(candidates: 4, kinds: [.crash], faults: 2, isSettled: true)
        case .ignoresThatOthersGo, .ignoresLossOfNode, .ignoresSuspension, .ignoresResumption, .neverReleases,
            .standsBeforeItsNodeIsGone:
            Scope(candidates: 2, faults: 1, isSettled: true)
        case .ignoresLossOfSession:
            Scope(candidates: 2, kinds: [.cut, .expire], faults: 2, isSettled: true)
        }
    }
}
