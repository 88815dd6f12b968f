/// What a handle says of its session.
enum SessionChange: Sendable {
    /// There is a connection, and the session with it.
    case connected(SessionInfo)
    /// The connection is lost. The handle tries to get it back.
    case disconnected
    /// The handle is of no more use, for the reason that the code tells.
    case ended(ZKError.Code)
}
