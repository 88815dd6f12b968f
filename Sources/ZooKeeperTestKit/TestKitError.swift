/// What kept a test from doing what it wanted.
public struct TestKitError: Error, CustomStringConvertible {
    /// What happened, for a person to read.
    public let description: String

    /// Creates an error.
    public init(_ description: String) {
        self.description = description
    }
}
