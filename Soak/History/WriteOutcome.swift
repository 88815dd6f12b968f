/// What a writer knows of its write.
public enum WriteOutcome: String, Codable, Sendable, Hashable {
    /// The server said that it was done.
    case acknowledged
    /// It failed with an error that says that nothing was changed.
    case refused
    /// The answer was lost: it may have been done or not.
    case unknown
}
