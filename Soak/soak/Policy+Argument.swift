public import ArgumentParser
public import LeaderElection

extension Elector.Policy: ExpressibleByArgument {
    /// Reads the name of a policy.
    public init?(argument: String) {
        guard let policy = Self.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = policy
    }

    /// The names of the policies.
    public static var allValueStrings: [String] { allCases.map { "\($0)" } }
}
