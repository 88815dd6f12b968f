/// What kind of node a create makes. The numbers are those of the wire and of Go's `zk.Flag…`.
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
}
