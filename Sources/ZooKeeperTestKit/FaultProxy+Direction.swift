extension FaultProxy {
    /// A direction of the bytes in a connection.
    public enum Direction: Sendable, Hashable, CaseIterable {
        /// Requests.
        case toServer
        /// Replies and events.
        case toClient
    }
}
