/// What an elector offers to those who only use one. Go: `IElector`.
public protocol IElector: Sendable {
    /// The ident of the leader, `""` while it is not known.
    var leaderIdent: String { get }

    /// Whether this candidate leads, on each change; see ``Elector/events``.
    var events: AsyncStream<Elector.Event> { get }

    /// Leaves the election; see ``Elector/close()``. Cancellation has no effect.
    ///
    /// - Throws: whatever the connector throws when it is closed; ``ElectorError`` where the node cannot be deleted and stays.
    func close() async throws
}
