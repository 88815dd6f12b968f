/// What kind of node a create makes. The numbers are those of the wire and of Go's `zk.Flag…`.
///
/// ``ephemeral`` and ``sequential`` may be combined; ``container`` stands alone.
public struct ZKCreateFlags: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int32

    /// Makes flags of bits.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The node goes when the session that created it ends.
    public static let ephemeral = ZKCreateFlags(rawValue: 1)

    /// The server appends a ten-digit number to the name, which grows with each create under the same parent.
    public static let sequential = ZKCreateFlags(rawValue: 2)

    /// The server removes the node some time after the last of its children has gone.
    public static let container = ZKCreateFlags(rawValue: 4)

    /// What is wrong with this combination, or `nil`.
    var flaw: String? {
        if !subtracting([.ephemeral, .sequential, .container]).isEmpty { return "a flag is not known" }
        if contains(.container), self != .container {
            return "a container is neither ephemeral nor sequential"
        }
        return nil
    }

    /// What is wrong with a node of this kind that has a time to live, or `nil`.
    func flaw(withTTL ttl: Duration) -> String? {
        if !isSubset(of: .sequential) {
            return "a node with a time to live is neither ephemeral nor a container"
        }
        if ttl < .milliseconds(1) || ttl > Self.longestTTL {
            return "a time to live is between 1 ms and \(Self.longestTTL), not \(ttl)"
        }
        return nil
    }

    /// A server has 40 bits for the milliseconds.
    private static let longestTTL = Duration.milliseconds(1 << 40 - 1)
}
