/// A deliberate bug: what a core would do that has it. The exploration must find every one of them.
enum Mutation: CaseIterable {
    /// It leads when nobody is in front, whatever has become of its session.
    case gainsWithoutConfirmation
    /// It takes an answer to what it asked before the connection was lost for one that came after.
    case acceptsEarlierRounds
    /// It believes what is said about a node that it had before.
    case acceptsNewsOfEarlierStands
    /// It watches the first in front as its predecessor, and the last as the leader.
    case watchesFromTheWrongEnd
    /// It watches its predecessor, and nobody when that has gone.
    case watchesOnePredecessorOnly
    /// It goes on looking at a leader that has gone.
    case watchesOneLeaderOnly
    /// It takes over when the leader goes, whoever is between.
    case takesTheLeaderForThePredecessor
    /// It takes over when the predecessor goes, whoever is in front of that.
    case takesThePredecessorForTheLeader
    /// It never hears that a node in front has gone.
    case ignoresThatOthersGo
    /// It orders by names instead of numbers.
    case ordersByText
    /// It orders those with equal numbers by names.
    case breaksTiesByText
    /// It stays where it was without a session.
    case ignoresLossOfSession
    /// It stays where it was without a node.
    case ignoresLossOfNode
    /// It goes on without a connection.
    case ignoresSuspension
    /// It does not go on with a connection.
    case ignoresResumption
    /// It goes on leading without a lease.
    case ignoresLapse
    /// It leaves its nodes where they are.
    case neverReleases
    /// It stands again while its node is still being deleted.
    case standsBeforeItsNodeIsGone
    /// It says twice that it leads.
    case gainsTwice
    /// It does not say that it leads no more.
    case neverLoses
    /// It says that it leads under the token of another.
    case leadsUnderAnotherToken
    /// It does not say who leads.
    case keepsTheLeaderToItself
    /// It takes a confirmation without a lease for one that goes on without a connection.
    case holdsWithoutALease
    /// It takes an answer to what it asked before the connection was lost for good, before it is back already.
    case keepsItsRound
    /// It never takes its session for confirmed.
    case ignoresConfirmations
    /// It has its session confirmed twice.
    case confirmsTwice
    /// It watches everybody in front, and not the last of them only.
    case watchesEverybodyInFront
    /// It stands again although its user has had enough.
    case ignoresWithdrawal
    /// It goes on looking on although its user wants it to stand.
    case ignoresCampaign
    /// It does not listen to the one that looks on.
    case ignoresObservation
    /// It goes on leading although a guarded write has found that its node is gone.
    case ignoresDeposition
    /// It goes on although something was refused.
    case ignoresFailure
}
