/// What the checker and a reader must know of a run.
public struct Settings: Codable, Sendable, Hashable {
    /// The session timeout in nanoseconds, which the lease is half of.
    public var sessionTimeout: Int64

    /// With which the faults were drawn.
    public var seed: UInt64

    /// What the candidates do when their connection is in trouble.
    public var policy: String

    /// Whether the candidates heed the lease.
    public var hasLease: Bool

    /// Whether writes are guarded.
    public var hasGuard: Bool

    /// Creates settings.
    public init(
        sessionTimeout: Int64,
        seed: UInt64 = 0,
        policy: String = "hold",
        hasLease: Bool = true,
        hasGuard: Bool = true
    ) {
        self.sessionTimeout = sessionTimeout
        self.seed = seed
        self.policy = policy
        self.hasLease = hasLease
        self.hasGuard = hasGuard
    }
}
