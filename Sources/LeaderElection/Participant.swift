/// A candidate as ``Elector/participants()`` lists it.
public struct Participant: Sendable, Hashable {
    /// What the candidate is known by.
    public var ident: String

    /// The number of its node; the lowest leads.
    public var sequence: Int64

    /// The transaction that created its node (`czxid`): its fencing token when it leads.
    public var token: Int64

    /// Whether it is the first of the line.
    public var isLeader: Bool

    /// Creates a participant.
    public init(ident: String, sequence: Int64, token: Int64, isLeader: Bool) {
        self.ident = ident
        self.sequence = sequence
        self.token = token
        self.isLeader = isLeader
    }
}
