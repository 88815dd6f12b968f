import ZooKeeper

/// What an elector can say at once when it is asked: who leads.
final class Standing: Sendable {
    private struct State {
        var leaderIdent = ""
        var isLeader = false
        var hasEnded = false
    }

    private let state = Locked(State())

    /// The leader's ident, `""` while it is not known.
    var leaderIdent: String { state.withLock { $0.leaderIdent } }

    /// Whether this candidate leads.
    var isLeader: Bool { state.withLock { $0.isLeader } }

    func setLeader(ident: String) {
        state.withLock { if !$0.hasEnded { $0.leaderIdent = ident } }
    }

    func set(isLeader: Bool) {
        state.withLock { if !$0.hasEnded { $0.isLeader = isLeader } }
    }

    /// This candidate leads no more, and what is still under way changes nothing about it.
    func end() {
        state.withLock { $0 = State(hasEnded: true) }
    }
}
