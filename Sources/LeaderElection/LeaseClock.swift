import ZooKeeper

/// The lease of one node, for everybody who asks whether it still holds.
final class LeaseClock: Sendable {
    private enum State {
        /// The session has not been confirmed.
        case none
        case lease(Lease)
        /// The connection cannot tell how long its session is good for: one that was written by hand.
        case unlimited
    }

    private let state = Locked(State.none)
    /// What was told last.
    private let holdsTold = Locked(false)

    /// When the lease ends; `nil` where there is none.
    var validUntil: ContinuousClock.Instant? {
        state.withLock { if case .lease(let lease) = $0 { lease.validUntil } else { nil } }
    }

    /// When work must stop that is done on the strength of the lease.
    var workEnd: ContinuousClock.Instant? {
        state.withLock { if case .lease(let lease) = $0 { lease.workEnd } else { nil } }
    }

    /// Whether the lease holds at this moment. Only state and clock.
    var isValid: Bool {
        state.withLock { state in
            switch state {
            case .none: false
            case .lease(let lease): lease.validUntil.map { ContinuousClock.now < $0 } ?? false
            case .unlimited: true
            }
        }
    }

    /// Whether there was a lease, which has run out.
    var hasLapsed: Bool { validUntil.map { ContinuousClock.now >= $0 } ?? false }

    /// Notes a confirmation that has just been answered, and tells of it where the lease holds now; before that of a lapse that
    /// nobody was told of. Returns when the next one is due.
    ///
    /// Telling is part of the same step, so that a confirmation and a lapse are told in the order in which they happened.
    func confirm(
        sentAt instant: ContinuousClock.Instant,
        sessionTimeout: Duration,
        tell: (_ holds: Bool) -> Void
    ) -> ContinuousClock.Instant {
        state.withLock { state in
            tellLapse(state, tell)
            var lease = Lease(sessionTimeout: sessionTimeout)
            if case .lease(let present) = state, present.sessionTimeout == sessionTimeout { lease = present }
            lease.confirm(sentAt: instant, answeredAt: .now)
            state = .lease(lease)
            if let until = lease.validUntil, ContinuousClock.now < until { told(true, tell) }
            return lease.renewal(after: instant)
        }
    }

    /// Gives the lease up where it was given by a session with another timeout.
    func adapt(to sessionTimeout: Duration, tell: (_ holds: Bool) -> Void) {
        state.withLock { state in
            guard case .lease(let lease) = state, lease.sessionTimeout != sessionTimeout else { return }
            state = .none
            told(false, tell)
        }
    }

    /// Notes that the session is good for as long as nothing else is heard.
    func confirmWithoutLease(tell: () -> Void) {
        state.withLock { state in
            state = .unlimited
            tell()
        }
    }

    /// Tells that the lease has run out, where it has.
    func lapse(tell: (_ holds: Bool) -> Void) {
        state.withLock { tellLapse($0, tell) }
    }

    private func tellLapse(_ state: State, _ tell: (_ holds: Bool) -> Void) {
        if case .lease(let lease) = state, let until = lease.validUntil, ContinuousClock.now >= until {
            told(false, tell)
        }
    }

    /// Tells what was not told last.
    private func told(_ holds: Bool, _ tell: (_ holds: Bool) -> Void) {
        let isNews = holdsTold.withLock { told in
            defer { told = holds }
            return holds || told
        }
        if isNews { tell(holds) }
    }
}
