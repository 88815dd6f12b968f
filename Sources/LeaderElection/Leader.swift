/// Who leads an election.
public struct Leader: Sendable, Hashable {
    /// What the leader is known by.
    public var ident: String

    /// The leader's fencing token: the transaction that created its node (`czxid`); see ``Leadership/token``.
    public var token: Int64

    /// Creates a leader.
    public init(ident: String, token: Int64) {
        self.ident = ident
        self.token = token
    }
}
