import ZooKeeper

extension Elector {
    /// Gives up this candidate's place: deletes its node, and keeps the session.
    ///
    /// A body of ``withLeadership(_:)`` that is running is cancelled first, and waited for, which neither `timeout` nor
    /// cancellation cuts short. A hand-written `Conn` must have
    /// `delete` for it; without that the elector ends with ``ElectorError/Code/zooKeeper``.
    ///
    /// - Parameters:
    ///   - rejoin: whether to stand again at the end of the line, or not until ``campaign()``.
    ///   - timeout: how long to wait until the node is known to be gone. After that the deletion is pursued in the
    ///     background for as long as the session lives, and so is that of a node whose creation is not answered within half a
    ///     second.
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/notCandidate`` where this candidate does not stand,
    ///   ``ElectorError/Code/insideLeadership`` in the body of ``withLeadership(_:)``, ``ElectorError/Code/timedOut``,
    ///   ``ElectorError/Code/zooKeeper`` where the node cannot be deleted, ``ElectorError/Code/closed``; and `CancellationError`, which changes nothing about the resignation.
    public func resign(rejoin: Rejoin = .tail, timeout: Duration = .seconds(5)) async throws {
        guard !candidacy.scope.isCurrent else { throw ElectorError(.insideLeadership) }
        await candidacy.scope.drain()
        try await withDeadline(timeout, timeout: ElectorError(.timedOut)) { [candidacy] in
            try await candidacy.ask(.resign(rejoin))?.untilReleased()
        }
    }

    /// Stands again after a withdrawal. Does nothing where this candidate stands already. Does not wait for the outcome.
    ///
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/closed``; `CancellationError`, after which it stands all the same.
    public func campaign() async throws {
        try await candidacy.ask(.campaign)
    }

    /// Waits until this candidate leads.
    ///
    /// - Parameter timeout: how long to wait at most; `nil` for ever.
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/timedOut``; ``ElectorError/Code/notCandidate`` where this candidate
    ///   does not stand; ``ElectorError/Code/closed``; ``ElectorError/Code/noLease`` on a hand-written `Conn` that cannot have
    ///   a lease; `CancellationError`. The candidate goes on standing.
    public func waitForLeadership(timeout: Duration? = nil) async throws -> Leadership {
        try await withDeadline(timeout, timeout: ElectorError(.timedOut)) {
            try await self.untilLeading()
        }
    }

    /// Leads where nobody else does, and stands no more where somebody does, as after ``resign(rejoin:timeout:)`` with
    /// ``Rejoin/no``.
    ///
    /// A candidate that has withdrawn stands again for it. While there is no connection this waits for one.
    ///
    /// - Returns: `nil` where somebody else is in front.
    /// - Throws: as ``waitForLeadership(timeout:)`` and ``resign(rejoin:timeout:)``. A call that throws leaves the candidate as it
    ///   was found or standing, except that it has withdrawn where the withdrawal itself timed out or was cancelled.
    public func tryLead() async throws -> Leadership? {
        try await campaign()
        for await position in candidacy.standing.position.subscribe() {
            switch position {
            case .leading:
                if let leadership { return leadership }
                try checkLease()
            case .waiting:
                try await resign(rejoin: .no)
                return nil
            case .withdrawn: throw ElectorError(.notCandidate)
            case .ended: throw ElectorError(.closed)
            case .pending: break
            }
        }
        try Task.checkCancellation()
        throw ElectorError(.closed)
    }

    /// All candidates in the order of the line, read one by one.
    ///
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/disconnected`` while there is no session, ``ElectorError/Code/closed``;
    ///   `ZKError`, for example ``/ZooKeeper/ZKError/Code/connectionLoss``; `CancellationError`.
    public func participants() async throws -> [Participant] {
        try await roster().participants()
    }

    /// Changes what this candidate is known by, without an election. The others see it.
    ///
    /// Also touches the base path (its data is written back as it was), which is what tells the others to look; that needs
    /// the right to write to it. Of calls that overlap the one that began last holds. Candidates of Go's elector see the new
    /// ident with the next change of leader.
    ///
    /// - Parameter ident: not blank; it also holds for every later stand.
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/blankIdent``, ``ElectorError/Code/identTooLarge`` or
    ///   ``ElectorError/Code/closed``; `ZKError`, for example ``/ZooKeeper/ZKError/Code/noAuth``, after which the others know the
    ///   old ident until this candidate stands anew, and with ``/ZooKeeper/ZKError/Code/unimplemented`` on a `Conn` without
    ///   `multi`; `CancellationError`. Except after those of ``ElectorError`` it has the new ident in each later stand.
    public func update(ident: String) async throws {
        try candidacy.ballot.withLock { ballot throws(ElectorError) in try ballot.rename(ident) }
        try await candidacy.ask(.renamed(ident))
        guard let stand = candidacy.standing.stand else { return }
        try await stand.update { [candidacy] in candidacy.ident }
    }

    // MARK: -

    private func untilLeading() async throws -> Leadership {
        for await position in candidacy.standing.position.subscribe() {
            switch position {
            case .leading:
                if let leadership { return leadership }
                try checkLease()
            case .withdrawn: throw ElectorError(.notCandidate)
            case .ended: throw ElectorError(.closed)
            case .pending, .waiting: break
            }
        }
        try Task.checkCancellation()
        throw ElectorError(.closed)
    }

    /// Throws where this candidate leads and can have no lease.
    private func checkLease() throws {
        if let tenure = candidacy.standing.tenure, tenure.validUntil == nil { throw ElectorError(.noLease) }
    }

    private func roster() throws -> Roster {
        if candidacy.standing.position.value == .ended { throw ElectorError(.closed) }
        guard let conn = candidacy.standing.session?.conn else { throw ElectorError(.disconnected) }
        return Roster(
            conn: conn,
            basePath: candidacy.ballot.withLock { $0.basePath },
            strangers: candidacy.strangers
        )
    }
}
