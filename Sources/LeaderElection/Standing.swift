import ZooKeeper

/// What an elector can say at once when it is asked: who leads, and whether it is this candidate.
final class Standing: Sendable {
    private struct State {
        var tenure: Tenure?
        var stand: Stand?
        var session: Session?
        var hasEnded = false
        var failure: (any Error)?
    }

    /// Who leads, as far as is known.
    let leader = Broadcast<Leader?>(nil)

    /// Where this candidate is.
    let position = Broadcast(Position.pending)

    private let state = Locked(State())

    /// The leader's ident, `""` while it is not known.
    var leaderIdent: String { leader.value?.ident ?? "" }

    /// The present period of leading, `nil` while this candidate does not lead.
    var tenure: Tenure? {
        state.withLock { $0.tenure }.flatMap { $0.isValid ? $0 : nil }
    }

    /// Whether this candidate leads. Only state and clock.
    var isLeader: Bool { tenure != nil }

    /// Whether the election has ended, or somebody has asked for that.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Why the election has ended by itself, or `nil`.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// The last session that was found.
    var session: Session? {
        get { state.withLock { $0.session } }
        set { state.withLock { $0.session = newValue } }
    }

    /// The present node.
    var stand: Stand? {
        get { state.withLock { $0.stand } }
        set { state.withLock { $0.stand = newValue } }
    }

    /// Notes that this candidate leads. Returns whether it still may.
    func begin(_ tenure: Tenure) -> Bool {
        state.withLock { state in
            if !state.hasEnded { state.tenure = tenure }
            return !state.hasEnded
        }
    }

    func endTenure() {
        state.withLock { state in
            state.tenure?.end()
            state.tenure = nil
        }
    }

    /// This candidate leads no more, and what is still under way changes nothing about it.
    ///
    /// - Parameter failure: what ended the election by itself. One that somebody has closed does not fail any more.
    func end(_ failure: (any Error)? = nil) {
        state.withLock { state in
            if !state.hasEnded { state.failure = failure }
            state.tenure?.end()
            state.tenure = nil
            state.hasEnded = true
        }
        leader.finish(nil)
    }
}
