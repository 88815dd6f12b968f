/// What came of an attempt to get back to a session.
package enum ModelConnection: Hashable, Sendable {
    case connected
    /// The server is behind what the client has seen; another one may not be.
    case refused
    /// The session is over. Whoever wants to go on opens another one.
    case expired
}
