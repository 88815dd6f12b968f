/// How long a leader may rely on its session without hearing of it, reckoned in shares of the session timeout `T`.
///
/// What is proven, and why. A confirmation is a transaction that checks the own node (a `multi`), and its answer says that a
/// quorum has committed it. Let it be sent at `t`. Only an ensemble's leader lets sessions expire.
///
/// - A leader that is elected later began after `t`: its quorum has a server in common with the one that committed, and that
///   one heard of the transaction before it heard of the new leader. It gives every session a whole `T` from its beginning
///   (`LeaderZooKeeperServer.createSessionTracker`), so to `t + T` at least. That is what a `sync` would not prove: a leader
///   that has been replaced, and does not know it yet, answers it by itself.
/// - The leader of that time lets a session expire `T` after the last time that it was told of. The server that a client is
///   connected to notes when it last heard of a session and tells the leader of it every half tick (`Leader.lead`,
///   `Learner.ping`). `T` is at least two ticks (`minSessionTimeout`), so half a tick is at most `T/4`. The transaction went
///   through that server to the leader and back. So the two were in touch at `t` or later, and whatever the server had heard
///   before `t - T/4` was known to the leader. If `u` is the time at which another request was sent that was *answered* by
///   `t - T/4`, the session does not expire before `u + T`. (That it was sent by then is not enough: of a request that is long
///   on its way the server hears late.) With a confirmation every `T/6` that is answered at once that is at least
///   `t + T(5/6 - 1/4)`, which is `t + 7T/12`.
///
/// The lease is `T/2` from `t`, and never longer than `u + 11T/12`: the `T/12` that is left over is for clocks that do
/// not run at the same rate. Of a candidate that has just come to the head of the line no such `u` is known. Then it is the
/// C client's pings that count, which go out after `T/3` without a request (`zookeeper.c`, 2660): `u` is taken to be
/// `t - 2T/3`, which is `T/3` for a ping, `T/4` for the handover and `T/12` for a ping that is late. So the first lease is
/// `T/4`. With the first confirmation under way there are no pings: while no `u` is known it is not taken to be later than
/// `5T/12` before the first confirmation was sent. This does not cover a process that stood still for most of `T` right before
/// it came to lead, and lost its connection right after.
struct Lease: Sendable, Hashable {
    typealias Instant = ContinuousClock.Instant

    /// The session timeout that the server granted.
    let sessionTimeout: Duration

    /// When the lease ends, `nil` before the first confirmation.
    private(set) var validUntil: Instant?

    private struct Confirmation: Hashable {
        let sent: Instant
        let answered: Instant
    }

    /// The confirmations that are still needed, oldest first.
    private var confirmations: [Confirmation] = []

    init(sessionTimeout: Duration) {
        self.sessionTimeout = sessionTimeout
    }

    /// How long after a confirmation was sent the next one is due.
    ///
    /// After a third of what it gives: at a steady pace that is a sixth of the session timeout.
    func renewal(after sentAt: Instant) -> Instant {
        let left = validUntil.map { sentAt.duration(to: $0) } ?? .zero
        return sentAt + min(max(left / 3, sessionTimeout / 12), sessionTimeout / 6)
    }

    /// When work must stop that is done on the strength of the lease: so long before its end that the stopping has some time.
    var workEnd: Instant? {
        guard let validUntil, let last = confirmations.last?.sent else { return nil }
        return validUntil - min(sessionTimeout / 12, last.duration(to: validUntil) / 4)
    }

    /// Notes that a confirmation which was sent at `instant` was answered at `answered`.
    mutating func confirm(sentAt instant: Instant, answeredAt answered: Instant) {
        let known = confirmations.last { $0.answered <= instant - sessionTimeout / 4 }
        if let known { confirmations.removeAll { $0.sent < known.sent } }
        confirmations.append(Confirmation(sent: instant, answered: answered))
        let first = confirmations[0].sent
        // Of what is known nothing but that counts: a process that stood still sent no pings.
        let touched = known?.sent ?? min(instant - sessionTimeout * 2 / 3, first - sessionTimeout * 5 / 12)
        let until = min(instant + sessionTimeout / 2, touched + sessionTimeout * 11 / 12)
        validUntil = validUntil.map { max($0, until) } ?? until
    }
}
