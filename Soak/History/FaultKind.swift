/// What is done to candidates and servers.
public enum FaultKind: String, Codable, Sendable, Hashable, CaseIterable {
    // MARK: To a candidate's process

    /// SIGKILL. Another candidate is started in its place.
    case killCandidate
    /// SIGSTOP, and SIGCONT later.
    case stopCandidate
    /// It is told to leave. Another candidate is started in its place.
    case closeCandidate

    // MARK: To a candidate's connections

    /// They are closed, and may be opened again.
    case cut
    /// They are closed, and cannot be opened again for a while.
    case partition
    /// Bytes are held back for a while, one way or both, and delivered later.
    case stall
    /// Bytes take longer.
    case delay
    /// The server applies a request of some kind, and the connection is closed in place of the reply.
    case cutAfterApplying
    /// The connection is closed in place of a request of some kind.
    case cutBefore

    // MARK: What an operator does

    /// A candidate's session is ended.
    case expireSession
    /// A candidate's node is deleted.
    case deleteNode
    /// All nodes and the base path are deleted.
    case wipe

    // MARK: To servers

    /// SIGKILL, and a start later.
    case killServer
    /// An immediate restart.
    case restartServer
    /// SIGSTOP, and SIGCONT later.
    case stopServer
    /// No peer can be reached, and clients can.
    case isolateServer
    /// The ensemble's leader hears nothing of its peers, nor they of it, and no connection is closed: they have another leader,
    /// and it goes on answering its clients. The leading candidate can reach no other one.
    case replaceServer
    /// A follower hears of new transactions later.
    case lagServer
    /// Two of three servers are killed, and started later: there is no quorum meanwhile.
    case killMajority

    /// Whether it hits a server, or several.
    public var isOfServers: Bool {
        switch self {
        case .killServer, .restartServer, .stopServer, .isolateServer, .replaceServer, .lagServer,
            .killMajority:
            true
        default: false
        }
    }

    /// Whether one of the kind must not begin before the other one is over: what ends the one would end the other as well.
    public func excludes(_ other: FaultKind) -> Bool {
        switch self {
        case .stopCandidate, .stall, .delay: self == other
        case .partition: other == .partition || other == .replaceServer
        case .replaceServer: other == .partition || other.isOfServers
        case .cutAfterApplying, .cutBefore: other == .cutAfterApplying || other == .cutBefore
        default: isOfServers && other.isOfServers
        }
    }

    /// Whether it is done by a transaction that leaves a mark (``Entry/Event/deposed(number:czxid:token:)``).
    var isMarked: Bool { self == .deleteNode || self == .wipe }

    /// Whether it takes a leader's node away although its session was well: the one thing that ends leadership before its
    /// lease.
    public var isOfOperator: Bool { [.expireSession, .deleteNode, .wipe].contains(self) }
}
