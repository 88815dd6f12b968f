import ZooKeeper

/// What the events of an elector said last.
final class Told: Sendable {
    private let state = Locked<Int64?>(nil)

    /// The token, while the candidate leads by what the events say.
    var token: Int64? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
