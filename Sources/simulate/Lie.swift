import ArgumentParser

/// What a ``LyingConnection`` does wrong. The simulation has to notice each of them; see ``SelfTest``.
enum Lie: String, CaseIterable, ExpressibleByArgument {
    /// Takes the check of the own node out of guarded writes.
    case noGuard
    /// Confirms the own node without asking.
    case noConfirmation
    /// Has the own node confirmed by a sync, which an ensemble's leader answers that was replaced.
    case syncConfirmation
    /// Tells a session timeout that is twice what was granted.
    case longTimeout
    /// Reports nodes as deleted without asking.
    case noDeletion
    /// The same, but only when the electors are closed in the end.
    case noLastDeletion
    /// Has no watch fire.
    case noWatch
    /// Creates again after a lost reply, without a look for what the first try has left.
    case blindCreate
    /// Acknowledges guarded writes without making them.
    case noWrite
    /// Makes guarded writes twice.
    case doubleWrite
    /// Does not tell that a session is over.
    case noExpiry

    /// What stands in a violation of the rule that is broken by this: another violation does not show that the rule is checked.
    var finding: String {
        switch self {
        case .noGuard: "was made while"
        case .noConfirmation, .syncConfirmation, .longTimeout: "is first"
        case .noDeletion, .noLastDeletion: "its node was not deleted"
        case .noWatch, .blindCreate, .noExpiry: "not settled"
        case .noWrite: "was not made"
        case .doubleWrite: "was made twice"
        }
    }
}
