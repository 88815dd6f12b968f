public import ZooKeeper

/// The right to act as the leader, for as long as it holds.
///
/// A value that was kept from an earlier time is harmless: ``isValid`` is false for good once leadership was lost, and
/// ``commit(_:)`` refuses.
public struct Leadership: Sendable {
    let tenure: Tenure

    /// A number that is larger for each new leader of an election: the transaction that created the leader's node
    /// (`czxid`).
    ///
    /// Hand it to whatever the leader writes to: a store that remembers the largest token it has seen, and refuses a smaller
    /// one, is safe from a leader that does not know yet that it was replaced. Tokens are compared within one ensemble;
    /// they start anew when the ensemble's data is wiped. A leader that lost its connection and leads again without an
    /// election has the token that it had.
    public var token: Int64 { tenure.token }

    /// Until when nobody else can lead, on the clock of this machine. Moves on while the session is confirmed.
    ///
    /// While this candidate leads, it has a quorum commit a check of its own node every sixth of the negotiated session
    /// timeout, and the lease runs to the time at which the last answered one was *sent*, plus half of that timeout; right
    /// after a gain plus a quarter. It rests on the server's `minSessionTimeout` being at least two ticks, which is its
    /// default, and on clocks whose rates differ by less than a twelfth. <doc:HowItWorks> has the reasoning. A node that an
    /// operator deletes is the one thing that ends leadership before its lease.
    public var validUntil: ContinuousClock.Instant { tenure.validUntil ?? .now }

    /// Whether this candidate leads, and its lease has not run out. Only state and clock: no waiting, from any thread.
    public var isValid: Bool { tenure.isValid }

    /// Changes nodes if, and only if, this candidate still leads.
    ///
    /// ```swift
    /// try await leadership.commit {
    ///     $0.set("/jobs/next", Array("42".utf8))
    ///     $0.delete("/jobs/41")
    /// }
    /// ```
    ///
    /// All changes are made at once, or none is. The server checks first that the leader's own node exists, in the same
    /// transaction: so the write of a leader that was replaced changes nothing, however late it arrives.
    ///
    /// - Parameter changes: says what to change.
    /// - Returns: what came of each change, in order.
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/notLeader``; then nothing was changed. `ZKError` of the first change
    ///   that failed, with its number in ``/ZooKeeper/ZKError/operationIndex``; without a number where the session is over or the request is too
    ///   large: then too nothing was changed. After a code with
    ///   ``/ZooKeeper/ZKError/Code/isOutcomeUnknown``, and after `CancellationError`, the changes may have been made; if so, this
    ///   candidate led at that moment.
    @discardableResult
    public func commit(_ changes: (inout GuardedWrite) throws -> Void) async throws -> [ZKOperationResult] {
        var write = GuardedWrite()
        try changes(&write)
        guard isValid else { throw ElectorError(.notLeader, path: tenure.path) }
        do {
            return Array(try await tenure.conn.multi([.check(tenure.path)] + write.operations).dropFirst())
        } catch var error as ZKError {
            guard let index = error.operationIndex else { throw error }
            if index == 0, error.code == .noNode {
                tenure.depose()
                throw ElectorError(.notLeader, path: tenure.path)
            }
            error.operationIndex = index == 0 ? nil : index - 1
            throw error
        }
    }
}
