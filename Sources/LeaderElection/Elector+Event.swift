extension Elector {
    /// What an elector tells its user.
    public struct Event: Sendable, CustomStringConvertible {
        /// Whether this candidate leads.
        public var leader: Bool

        /// Why the elector has ended, or `nil` while it has not. Usually an ``ElectorError``.
        ///
        /// After an event with an error there is no other, and this candidate does not lead.
        public var error: (any Error)?

        /// The fencing token, where this candidate leads; see ``Leadership/token``.
        public var token: Int64?

        /// Why this candidate does not lead any more, where it did, or why the elector has ended.
        public var reason: LossReason?

        /// Creates an event.
        public init(
            leader: Bool,
            error: (any Error)? = nil,
            token: Int64? = nil,
            reason: LossReason? = nil
        ) {
            self.leader = leader
            self.error = error
            self.token = token
            self.reason = reason
        }

        /// The event in the form that Go's has.
        public var description: String {
            "{leader:\(leader) err:\(error.map { "\($0)" } ?? "<nil>")}"
        }
    }
}
