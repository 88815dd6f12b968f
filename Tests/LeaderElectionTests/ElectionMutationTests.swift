import Testing

@testable import LeaderElection

/// The exploration finds bugs: each of those that are put into a core on purpose, under each policy where it makes a difference.
struct ElectionMutationTests {
    private static let cases = Mutation.allCases.flatMap { mutation in
        Elector.Policy.allCases.filter { mutation.scope(under: $0) != nil }.map { (mutation, $0) }
    }

    /// And what is found is the mutation: among as many states of the core as it is nothing is found.
    @Test(arguments: cases)
    func isFound(mutation: Mutation, policy: Elector.Policy) async throws {
        let scope = try #require(mutation.scope(under: policy))
        let mutant = try await mutant(mutation, policy)
        print("\(mutation), \(policy): \(mutant.violation ?? "not found"), \(mutant.visited) states")
        #expect(mutant.violation != nil)
        let original = await Exploration.run(from: World(scope), limit: mutant.visited)
        #expect(original.violation == nil, "\(original.trace)")
    }

    /// What matters most is looked at itself, and not only by what else goes wrong.
    ///
    /// That two lead comes of no mistake of a core alone. Either the second is not the first in the line, which is noticed before;
    /// or the node of the one before it is gone, and then it is the lease that must have ended.
    @Test(
        arguments: [
            Mutation.ordersByText, .breaksTiesByText, .takesTheLeaderForThePredecessor,
            .takesThePredecessorForTheLeader,
        ],
        Elector.Policy.allCases
    )
    func leadsOutOfTurn(mutation: Mutation, policy: Elector.Policy) async throws {
        #expect(try await mutant(mutation, policy).violation == "it leads and is not the first")
    }

    @Test(arguments: [Mutation.confirmsTwice, .watchesEverybodyInFront], Elector.Policy.allCases)
    func asksTooMuch(mutation: Mutation, policy: Elector.Policy) async throws {
        #expect(
            try await mutant(mutation, policy).violation == "it asks for more than what happened is worth"
        )
    }

    @Test(arguments: Elector.Policy.allCases)
    func turnsInACircle(policy: Elector.Policy) async throws {
        #expect(try await mutant(.ignoresConfirmations, policy).violation == "it never comes to rest")
    }

    private func mutant(_ mutation: Mutation, _ policy: Elector.Policy) async throws -> Exploration {
        let scope = try #require(mutation.scope(under: policy))
        return await Exploration.run(from: World(scope, mutation: mutation), limit: 20_000)
    }
}
