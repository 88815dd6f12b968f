/// When a command that runs under a lease must have ended.
///
/// A command is told to stop when the lease has a twelfth of the session timeout left, right after a gain a sixteenth
/// (`Elector.withLeadership`), and is killed when a twenty-fourth is left. So there is that much time for the killing, and after
/// the lease another twelfth in which the ensemble cannot have let the session expire.
struct StopPlan: Hashable, Sendable {
    typealias Instant = ContinuousClock.Instant

    let sessionTimeout: Duration

    /// When a command is killed that runs under a lease until `validUntil`.
    func deadline(validUntil: Instant) -> Instant {
        validUntil - sessionTimeout / 24
    }

    /// When a command is killed that is told to stop at `now`.
    ///
    /// - Parameter deadline: the last one while it led. It holds still; but somebody may have deleted the candidate's node, and
    ///   then its successor does not wait for the lease.
    func deadline(stoppedAt now: Instant, _ deadline: Instant) -> Instant {
        min(deadline, now + sessionTimeout / 24)
    }

    /// How long after a deadline the guardian is left to itself; half of the time to the end of the lease.
    var guardiansTime: Duration { min(sessionTimeout / 48, .milliseconds(100)) }

    /// How long after a deadline a guardian is taken to have failed: longer than it waits for what cannot be killed.
    static let guardiansLimit = Duration.seconds(12)

    /// How long to wait before the lease is looked at again.
    func pause(before deadline: Instant, now: Instant) -> Duration {
        max(now.duration(to: deadline) / 8, .milliseconds(10))
    }
}
