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

    /// The path of its node.
    public var path: String

    /// The session that its node lives and goes with.
    public var session: Int64

    /// When its node was created, in milliseconds since 1970 by the server's clock.
    public var ctime: Int64

    /// Creates a participant; what is not given is empty or 0.
    public init(
        ident: String,
        sequence: Int64,
        token: Int64,
        isLeader: Bool,
        path: String = "",
        session: Int64 = 0,
        ctime: Int64 = 0
    ) {
        self.ident = ident
        self.sequence = sequence
        self.token = token
        self.isLeader = isLeader
        self.path = path
        self.session = session
        self.ctime = ctime
    }
}
