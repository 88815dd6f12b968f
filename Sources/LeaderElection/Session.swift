import ZooKeeper

/// A session, as it was found when it began.
struct Session: Sendable {
    let conn: any Conn
    /// `nil` where the connection does not tell.
    let id: Int64?
    /// What the server granted at first; `nil` where the connection does not tell.
    let timeout: Duration?

    init(_ conn: any Conn) {
        self.conn = conn
        id = conn.sessionID
        timeout = conn.negotiatedSessionTimeout
    }

    /// Whether the connection still has this session.
    var isPresent: Bool { conn.sessionID == id }

    /// Whether it is known to go on.
    var goesOn: Bool { id != nil && isPresent }
}

extension Error {
    /// Whether this says that a session is over. Whoever keeps the session hears of that by itself.
    var isLossOfSession: Bool {
        switch self {
        case let error as ElectorError: error.code == .sessionExpired
        case let error as ZKError: [.sessionExpired, .invalidState, .protocolViolation].contains(error.code)
        default: false
        }
    }

    /// The error as an elector tells it.
    var asElectorError: any Error { (self as? ZKError).map(ElectorError.init) ?? self }
}
