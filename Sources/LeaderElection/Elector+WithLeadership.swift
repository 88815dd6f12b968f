import ZooKeeper

extension Elector {
    /// Waits until this candidate leads, does the work of the leader, and gives leadership up.
    ///
    /// ```swift
    /// while !Task.isCancelled {
    ///     do {
    ///         try await elector.withLeadership { leadership in
    ///             try await scheduler.run(fencedBy: leadership.token)
    ///         }
    ///     } catch let error as ElectorError where error.code == .notLeader {
    ///         // Leadership was lost meanwhile; wait for it again.
    ///     }
    /// }
    /// ```
    ///
    /// The body is cancelled when leadership is lost, when its lease is about to end (a twelfth of the session timeout before
    /// that, a sixteenth right after a gain), when somebody calls ``close()`` or ``resign(rejoin:timeout:)``, and with the calling task. It is always waited
    /// for: only after its end the node is deleted, and this candidate stands again at the end of the line. A body must heed
    /// its cancellation in time; the lease does not wait for it.
    ///
    /// - Parameter body: the work; handed the leadership that it works under.
    /// - Returns: what the body returns, also where leadership was lost meanwhile.
    /// - Throws: what the body throws. Where it was cancelled because leadership was lost, and throws `CancellationError`,
    ///   ``ElectorError`` with ``ElectorError/Code/notLeader``. ``ElectorError/Code/busy`` while another call is under way, and
    ///   as ``waitForLeadership(timeout:)``.
    public func withLeadership<Value: Sendable>(
        _ body: @escaping @Sendable (_ leadership: Leadership) async throws -> Value
    ) async throws -> Value {
        let scope = candidacy.scope
        try scope.enter()
        defer { scope.leave() }
        let leadership = try await waitForLeadership()
        let tenure = leadership.tenure
        let (result, interruption) = await scope.run(
            under: tenure,
            until: { [candidacy] in
                await candidacy.untilEnding(tenure)
            }
        ) {
            try await body(leadership)
        }
        if interruption != .drain {
            // A task of its own: a caller that was cancelled gives leadership up all the same.
            _ = await Task { try await resign(ending: tenure) }.result
        }
        do {
            return try result.get()
        } catch is CancellationError where interruption == .loss {
            throw ElectorError(.notLeader, path: tenure.path)
        }
    }

    /// Resigns where this candidate still stands with that node.
    func resign(ending tenure: Tenure) async throws {
        guard candidacy.standing.stand?.path == tenure.path else { return }
        try await resign()
    }
}

extension Candidacy {
    /// Returns when `tenure` is over, or so near to the end of its lease that work under it must stop.
    func untilEnding(_ tenure: Tenure) async {
        await withDiscardingTaskGroup { group in
            let (ended, sink) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                for await _ in self.standing.position.subscribe() where !tenure.isValid { break }
                sink.yield()
            }
            group.addTask {
                while !Task.isCancelled, let end = tenure.workEnd, ContinuousClock.now < end {
                    try? await Task.sleep(until: end, clock: .continuous)
                }
                sink.yield()
            }
            _ = await ended.first { _ in true }
            group.cancelAll()
        }
    }
}
