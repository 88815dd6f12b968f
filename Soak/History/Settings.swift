/// What the checker and a reader must know of a run.
public struct Settings: Codable, Sendable, Hashable {
    /// The session timeout in nanoseconds, which the lease is half of.
    public var sessionTimeout: Int64

    /// The servers' unit of time in nanoseconds.
    ///
    /// They look that often for sessions that have expired, and tell each other every half of it which ones they heard of. The
    /// longer it is the more a lease has to stand: at most it is half of a session timeout, with which a lease reckons.
    public var tickTime: Int64

    /// With which the faults were drawn.
    public var seed: UInt64

    /// What the candidates do when their connection is in trouble.
    public var policy: String

    /// Whether the candidates heed the lease.
    public var hasLease: Bool

    /// Whether writes are guarded.
    public var hasGuard: Bool

    /// How long after a candidate was last heard of its session is over at the latest, in nanoseconds.
    ///
    /// What the ensemble's leader is told by the other servers it takes to have happened when it is told, half a tick later;
    /// and it ends sessions in bunches, a tick apart.
    public var longestExpiry: Int64 { sessionTimeout + tickTime * 3 / 2 }

    /// How long there may be no leader although there is a quorum and nothing is broken, in nanoseconds.
    ///
    /// The session timeout and 5 s. Only where the tick is so long that a session outlasts most of that, the session and 2 s.
    public var longestVacancy: Int64 {
        max(sessionTimeout + Duration.seconds(5).nanoseconds, longestExpiry + Duration.seconds(2).nanoseconds)
    }

    /// Creates settings.
    public init(
        sessionTimeout: Int64,
        tickTime: Int64,
        seed: UInt64 = 0,
        policy: String = "hold",
        hasLease: Bool = true,
        hasGuard: Bool = true
    ) {
        self.sessionTimeout = sessionTimeout
        self.tickTime = tickTime
        self.seed = seed
        self.policy = policy
        self.hasLease = hasLease
        self.hasGuard = hasGuard
    }
}
