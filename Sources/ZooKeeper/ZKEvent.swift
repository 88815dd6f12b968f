/// Something that happened to the connection, or to a node that is watched.
public struct ZKEvent: Sendable {
    /// What happened; ``EventType/session`` for the connection itself.
    public var type: EventType
    /// The state of the connection.
    public var state: State
    /// The path of the node, empty for the connection itself.
    public var path: String
    /// Why there are no more events, where that is known.
    public var error: (any Error)?

    /// Creates an event.
    public init(type: EventType, state: State, path: String = "", error: (any Error)? = nil) {
        self.type = type
        self.state = state
        self.path = path
        self.error = error
    }

    /// What happened.
    public enum EventType: Sendable, Hashable {
        /// The state of the connection changed.
        case session
        /// The node was created.
        case nodeCreated
        /// The node was deleted.
        case nodeDeleted
        /// The node's data changed.
        case nodeDataChanged
        /// The node's list of children changed.
        case nodeChildrenChanged
        /// The watch is gone without having fired: the session ended, or moved to another handle.
        /// What happens to the node from here on is not seen; read it again.
        case notWatching
    }

    /// The state of a connection.
    ///
    /// ``ZKConnection`` itself uses `disconnected`, `connecting`, `hasSession`, `expired`, `authFailed` and
    /// `closed`; the others are there for a hand-written ``Conn``.
    public enum State: Sendable, Hashable {
        /// Nothing is known.
        case unknown
        /// The connection is lost; the session may live on, and the client is trying to get back to it.
        case disconnected
        /// There is no session yet, and the client is trying to get one.
        case connecting
        /// A server was reached.
        case associating
        /// A server was reached.
        case connected
        /// A server that only reads was reached.
        case connectedReadOnly
        /// There is a session and a connection.
        case hasSession
        /// SASL authentication succeeded.
        case saslAuthenticated
        /// The server ended the session.
        case expired
        /// The server refused the credentials.
        case authFailed
        /// The connection was closed by its owner.
        case closed
    }
}
