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

    /// What a state of the connection means for an election that ends with its connection; `nil` where it goes on.
    init?(endedBy state: ZKEvent.State) {
        switch state {
        case .disconnected, .unknown: self.init(.disconnected)
        case .expired: self.init(.sessionExpired)
        case .authFailed: self.init(.authFailed)
        case .closed: self.init(.connectionClosed)
        case .connecting, .associating, .connected, .connectedReadOnly, .hasSession, .saslAuthenticated:
            return nil
        }
    }
}
