/// What somebody who waits for leadership needs to know.
enum Position: Sendable, Hashable {
    /// It is not known yet whether this candidate leads.
    case pending
    /// Somebody else is in front.
    case waiting
    /// This candidate leads.
    case leading
    /// This candidate does not stand.
    case withdrawn
    /// The elector has ended.
    case ended
}
