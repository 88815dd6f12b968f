extension Elector {
    /// What an elector does when its connection is in trouble.
    ///
    /// Errors that no retry can mend end it under every policy: refused credentials, no right to create a node, a connection
    /// that its owner closed.
    public enum Policy: Sendable, Hashable, CaseIterable {
        /// Any loss of the connection ends the elector with an error. What Go's does, and the default.
        case failStop

        /// A leader that loses its connection does not lead from that moment on. When it is back with the same session, and
        /// its node is still there, it leads again, without an election. Where the session is over, or the node or the base
        /// path was deleted, the elector stands again, at the end of the line. A server that is away is tried for until
        /// ``Elector/close()``.
        case stepDown

        /// As ``stepDown``, but a leader goes on leading without a connection until its lease runs out.
        case hold

        /// Whether an elector outlives a loss of its session.
        var heals: Bool { self != .failStop }
    }
}
