import ZooKeeper

/// One period of leading, from the gain to the loss.
final class Tenure: Sendable {
    let token: Int64
    let path: String
    private let session: Session
    private let clock: LeaseClock
    private let endedAt = Locked<ContinuousClock.Instant?>(nil)
    private let tellDeposed: @Sendable () -> Void

    /// - Parameter tellDeposed: told when a guarded write finds that the node is gone.
    init(
        token: Int64,
        path: String,
        session: Session,
        clock: LeaseClock,
        tellDeposed: @escaping @Sendable () -> Void
    ) {
        self.token = token
        self.path = path
        self.session = session
        self.clock = clock
        self.tellDeposed = tellDeposed
    }

    /// When the lease ends, or this period did; `nil` where the connection cannot have one.
    var validUntil: ContinuousClock.Instant? {
        let end = endedAt.withLock { $0 }
        return clock.validUntil.map { min($0, end ?? $0) }
    }

    /// When work must stop that is done on the strength of this: a little before the lease ends.
    var workEnd: ContinuousClock.Instant? { clock.workEnd }

    var conn: any Conn { session.conn }

    /// Whether this candidate leads at this moment: who closes the connection ends the session, and with it this, before anybody
    /// is told.
    var isValid: Bool { session.isPresent && holds }

    /// Whether the lease holds and nothing has ended this. Once it does not, this period is over for good: where the lease
    /// begins again, so does another one.
    var holds: Bool {
        endedAt.withLock { endedAt in
            if endedAt == nil, !clock.isValid { endedAt = .now }
            return endedAt == nil
        }
    }

    /// Notes that a guarded write has found the node gone, and tells.
    func depose() {
        // Whoever is told of it may be at work elsewhere; whoever wrote goes on from here.
        end()
        tellDeposed()
    }

    /// Ends the period, for good.
    func end() {
        endedAt.withLock { $0 = $0 ?? .now }
    }
}
