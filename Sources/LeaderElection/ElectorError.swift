public import ZooKeeper

/// Why an election could not be entered, or ended.
public struct ElectorError: Error, Sendable, Hashable {
    /// The kind of error.
    public var code: Code

    /// The path of the node that the error is about, or `nil`.
    public var path: String?

    /// What ZooKeeper said, or `nil` where it said nothing.
    public var cause: ZKError?

    /// Creates an error.
    public init(_ code: Code, path: String? = nil, cause: ZKError? = nil) {
        self.code = code
        self.path = path ?? cause?.path
        self.cause = cause
    }

    /// The kind of an ``ElectorError``.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The kind in words.
        public let description: String

        /// The ident is empty or blank.
        public static let blankIdent = Code(description: "the ident is blank")
        /// The ident does not fit into a node.
        public static let identTooLarge = Code(description: "the ident is too large for a node")
        /// The base path is not a path, or is the root.
        public static let badBasePath = Code(description: "the base path is not valid")
        /// The connection was lost. The session may live on.
        public static let disconnected = Code(description: "the connection was lost")
        /// The server ended the session, and with it this candidate's node.
        public static let sessionExpired = Code(description: "the session expired")
        /// The server refused the credentials.
        public static let authFailed = Code(description: "authentication failed")
        /// The connection was closed under the elector, by whoever owns it.
        public static let connectionClosed = Code(description: "the connection was closed")
        /// Somebody deleted this candidate's node.
        public static let ownNodeDeleted = Code(description: "this candidate's node was deleted")
        /// This candidate's node has a name without a sequence number.
        public static let badOwnNode = Code(description: "this candidate's node has no sequence number")
        /// The session was not confirmed in time: somebody else may lead soon.
        public static let leaseExpired = Code(description: "the lease ran out")
        /// A guarded write found that this candidate's node is gone.
        public static let deposed = Code(description: "this candidate was deposed")
        /// This candidate does not lead, or not any more. Nothing was changed.
        public static let notLeader = Code(description: "this candidate does not lead")
        /// This candidate does not stand for election: it has resigned.
        public static let notCandidate = Code(description: "this candidate does not stand")
        /// Another call of ``Elector/withLeadership(_:)`` is under way.
        public static let busy = Code(description: "leadership is in use by another call")
        /// The call cannot be made from the body of ``Elector/withLeadership(_:)``, which it would wait for.
        public static let insideLeadership = Code(description: "not possible while leadership is in use")
        /// It took longer than the caller allowed.
        public static let timedOut = Code(description: "timed out")
        /// The elector was closed, or has ended with an error.
        public static let closed = Code(description: "the elector has ended")
        /// The connection cannot tell how long its session is good for, so there is no lease.
        public static let noLease = Code(description: "the connection cannot have a lease")
        /// ZooKeeper refused a request; see ``ElectorError/cause``.
        public static let zooKeeper = Code(description: "ZooKeeper refused a request")
    }
}

extension ElectorError: CustomStringConvertible {
    /// The kind, the path and what ZooKeeper said.
    public var description: String {
        if let cause { return "\(code): \(cause)" }
        if let path { return "\(code): \(path)" }
        return "\(code)"
    }
}

extension ElectorError {
    /// What a failed request means for an election.
    init(_ error: ZKError) {
        let code: Code =
            switch error.code {
            case _ where error.code.isConnectionTrouble: .disconnected
            case .sessionExpired, .sessionMoved: .sessionExpired
            case .authFailed: .authFailed
            case .closing, .invalidState: .connectionClosed
            case .requestTooLarge: .identTooLarge
            default: .zooKeeper
            }
        self.init(code, cause: error)
    }
}
