extension ZKError {
    /// The kind of a ``ZKError``.
    ///
    /// Numbers from -1 to -999 are those of the C client (`enum ZOO_ERRORS` in `zookeeper.h`), of which a server
    /// sends those from -100 down; a number that has no name here is kept as it came, but for -12, which is told as
    /// ``sessionExpired``. Numbers below -1000 are this client's own.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The number.
        public let rawValue: Int32

        /// Makes a code of any number.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// Makes a code of what a request was answered.
        ///
        /// A server that has no record of a session any more says that it is unknown (`SessionTrackerImpl.checkSession`), and one
        /// that is about to forget it that it has expired. To a client both are the same.
        init(answer: Int32) {
            self = answer == Self.unknownSession ? .sessionExpired : Self(rawValue: answer)
        }

        /// `KeeperException.Code.UNKNOWNSESSION`, for which the C client has no name.
        private static let unknownSession: Int32 = -12

        /// The operating system refused something, for example a file descriptor.
        public static let systemError = Code(rawValue: -1)
        /// The client and the server lost step, and the connection was dropped.
        public static let runtimeInconsistency = Code(rawValue: -2)
        /// The data that was found is not consistent.
        public static let dataInconsistency = Code(rawValue: -3)
        /// The connection was lost before the reply came.
        public static let connectionLoss = Code(rawValue: -4)
        /// A message could not be written or read.
        public static let marshallingError = Code(rawValue: -5)
        /// The operation is not there: not in this server, or not in a hand-written ``Conn``.
        public static let unimplemented = Code(rawValue: -6)
        /// Nothing was heard for so long that the connection was given up, or a deadline passed.
        public static let operationTimeout = Code(rawValue: -7)
        /// An argument is not valid; nothing was sent.
        public static let badArguments = Code(rawValue: -8)
        /// The connection is not in a state that allows this, for example not connected yet.
        public static let invalidState = Code(rawValue: -9)
        /// The server reported an error of its interface.
        public static let apiError = Code(rawValue: -100)
        /// The node does not exist.
        public static let noNode = Code(rawValue: -101)
        /// The access control list does not allow it.
        public static let noAuth = Code(rawValue: -102)
        /// The node has another version than the one that was asked for.
        public static let badVersion = Code(rawValue: -103)
        /// An ephemeral node cannot have children.
        public static let noChildrenForEphemerals = Code(rawValue: -108)
        /// The node exists already.
        public static let nodeExists = Code(rawValue: -110)
        /// The node has children.
        public static let notEmpty = Code(rawValue: -111)
        /// The server ended the session. Its ephemeral nodes are gone.
        public static let sessionExpired = Code(rawValue: -112)
        /// A callback was not valid.
        public static let invalidCallback = Code(rawValue: -113)
        /// The access control list is not valid.
        public static let invalidACL = Code(rawValue: -114)
        /// The server refused the credentials. The session is of no more use.
        public static let authFailed = Code(rawValue: -115)
        /// The connection is closed, or was closed before the reply came.
        public static let closing = Code(rawValue: -116)
        /// The session has moved to another connection.
        public static let sessionMoved = Code(rawValue: -118)
        /// The server is read-only and this would change something.
        public static let notReadOnly = Code(rawValue: -119)
        /// A local session cannot own ephemeral nodes.
        public static let ephemeralOnLocalSession = Code(rawValue: -120)
        /// There is no such watch.
        public static let noWatcher = Code(rawValue: -121)
        /// The server asks for SASL authentication.
        public static let sessionClosedRequireSASLAuth = Code(rawValue: -124)
        /// The server was too busy and did not execute the request.
        public static let throttledOperation = Code(rawValue: -127)

        /// A host name did not resolve to any address.
        public static let unknownHost = Code(rawValue: -1001)
        /// What answered is no ZooKeeper server, or not one that can be worked with.
        public static let protocolViolation = Code(rawValue: -1002)
        /// The request is larger than a server accepts; nothing was sent.
        public static let requestTooLarge = Code(rawValue: -1003)
        /// So many paths are watched that a reconnect could not restore them; nothing was sent. A path counts until its watch has
        /// fired or the session ends, also where nobody reads the stream any more.
        public static let tooManyWatches = Code(rawValue: -1004)

        /// Whether a request that failed with this code may have been executed all the same.
        ///
        /// The request was on its way when the connection went, or when credentials that came after it were refused; nobody but
        /// the server knows whether it arrived.
        public var isOutcomeUnknown: Bool {
            switch self {
            case .systemError, .runtimeInconsistency, .connectionLoss, .operationTimeout, .closing,
                .authFailed:
                true
            default: false
            }
        }

        /// Whether the server refused a request that it may take a moment later.
        package var isPassing: Bool { self == .throttledOperation || self == .sessionMoved }

        /// Whether an attempt to get a session that failed with this may succeed later, with nothing changed here.
        package var isWorthAnotherSession: Bool {
            switch self {
            case .badArguments, .authFailed, .closing, .noAuth, .invalidACL, .unimplemented, .requestTooLarge:
                false
            default: true
            }
        }

        /// Whether the connection is down for now and the session may come back by itself.
        package var isConnectionTrouble: Bool {
            switch self {
            case .systemError, .runtimeInconsistency, .connectionLoss, .operationTimeout: true
            default: false
            }
        }
    }
}

extension ZKError.Code: CustomStringConvertible {
    /// The code's name, with its number where it has none.
    public var description: String {
        Self.names[self] ?? "error \(rawValue)"
    }

    private static let names: [Self: String] = [
        .systemError: "system error",
        .runtimeInconsistency: "runtime inconsistency",
        .dataInconsistency: "data inconsistency",
        .connectionLoss: "connection loss",
        .marshallingError: "marshalling error",
        .unimplemented: "unimplemented",
        .operationTimeout: "operation timeout",
        .badArguments: "bad arguments",
        .invalidState: "invalid state",
        .apiError: "API error",
        .noNode: "no node",
        .noAuth: "not authorized",
        .badVersion: "bad version",
        .noChildrenForEphemerals: "no children for ephemerals",
        .nodeExists: "node exists",
        .notEmpty: "not empty",
        .sessionExpired: "session expired",
        .invalidCallback: "invalid callback",
        .invalidACL: "invalid ACL",
        .authFailed: "authentication failed",
        .closing: "closed",
        .sessionMoved: "session moved",
        .notReadOnly: "server is read-only",
        .ephemeralOnLocalSession: "ephemeral node on a local session",
        .noWatcher: "no watcher",
        .sessionClosedRequireSASLAuth: "SASL authentication required",
        .throttledOperation: "throttled",
        .unknownHost: "unknown host",
        .protocolViolation: "not a ZooKeeper server",
        .requestTooLarge: "request too large",
        .tooManyWatches: "too many watches",
    ]
}
