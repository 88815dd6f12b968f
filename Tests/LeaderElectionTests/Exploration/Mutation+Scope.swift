@testable import LeaderElection

extension Mutation {
    /// Where the bug shows under a policy, or `nil` where it makes no difference.
    func scope(under policy: Elector.Policy) -> Scope? {
        switch self {
        case .gainsWithoutConfirmation, .ignoresLapse, .gainsTwice, .leadsUnderAnotherToken,
            .keepsTheLeaderToItself, .ordersByText, .ignoresConfirmations:
            Scope(policy: policy, candidates: 2, faults: 0)
        case .confirmsTwice:
            Scope(policy: policy, candidates: 2, kinds: [.crash], faults: 1, isSettled: true)
        case .breaksTiesByText:
            Scope(policy: policy, candidates: 2, faults: 0, isCounterStuck: true)
        case .neverLoses:
            Scope(policy: policy, candidates: 2, kinds: [.resign], faults: 1, isSettled: true)
        case .acceptsEarlierRounds, .keepsItsRound:
            switch policy {
            case .failStop: nil
            case .stepDown:
                Scope(
                    policy: policy,
                    candidates: 1,
                    kinds: [.cut],
                    faults: 1,
                    isSettled: true,
                    wakesInAnyOrder: true
                )
            // With a lease an earlier answer is as good as a later one.
            case .hold:
                Scope(
                    policy: policy,
                    candidates: 1,
                    kinds: [.cut],
                    faults: 2,
                    isSettled: true,
                    wakesInAnyOrder: true,
                    hasLease: false
                )
            }
        case .acceptsNewsOfEarlierStands where policy.heals:
            Scope(
                policy: policy,
                candidates: 1,
                kinds: [.delete],
                faults: 1,
                isSettled: true,
                wakesInAnyOrder: true
            )
        case .watchesFromTheWrongEnd, .takesTheLeaderForThePredecessor, .takesThePredecessorForTheLeader:
            Scope(policy: policy, candidates: 3, faults: 1, isSettled: true)
        case .watchesOnePredecessorOnly, .watchesOneLeaderOnly:
            Scope(policy: policy, candidates: 4, kinds: [.crash], faults: 2, isSettled: true)
        case .watchesEverybodyInFront:
            Scope(policy: policy, candidates: 4, kinds: [.resign], faults: 1, isSettled: true)
        case .ignoresThatOthersGo, .ignoresLossOfNode, .ignoresSuspension, .neverReleases,
            .standsBeforeItsNodeIsGone:
            Scope(policy: policy, candidates: 2, faults: 1, isSettled: true)
        case .ignoresResumption where policy.heals:
            Scope(policy: policy, candidates: 2, kinds: [.cut], faults: 1, isSettled: true)
        case .ignoresLossOfSession where policy.heals:
            Scope(policy: policy, candidates: 2, kinds: [.cut, .expire], faults: 2, isSettled: true)
        case .holdsWithoutALease where policy == .hold:
            Scope(policy: policy, candidates: 1, kinds: [.cut], faults: 1, isSettled: true, hasLease: false)
        case .ignoresWithdrawal, .ignoresCampaign, .ignoresObservation:
            Scope(policy: policy, candidates: 2, kinds: [.withdraw, .campaign], faults: 2, isSettled: true)
        case .ignoresDeposition:
            // The task that writes may hear of it before the one that watches the node.
            Scope(
                policy: policy,
                candidates: 1,
                kinds: [.delete, .write],
                faults: 2,
                isSettled: true,
                wakesInAnyOrder: true
            )
        case .ignoresFailure:
            Scope(policy: policy, candidates: 1, kinds: [.fail], faults: 1, isSettled: true)
        // An elector that ends with the connection has no second session, and no node after one that was lost.
        case .acceptsNewsOfEarlierStands, .ignoresResumption, .ignoresLossOfSession, .holdsWithoutALease: nil
        }
    }
}
