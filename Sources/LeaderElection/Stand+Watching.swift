import ZooKeeper

extension Stand {
    /// For how long those who wait further behind do not ask who leads, after a leader has gone.
    private static let courtesy = 0.010...0.030

    func watchPredecessor(_ candidate: Candidate) async {
        await follow(candidate) { [conn] path in try await conn.getW(path) }
    }

    /// A server fires the watches on a deleted node's data before those on its children (`DataTree.deleteNode`): so the
    /// successor, which watches the data, hears of it before the crowd does.
    func watchLeader(_ candidate: Candidate) async {
        let isFirst = watchedLeader.withLock { leader in
            defer { leader = candidate }
            return leader == nil
        }
        if isFirst {
            // The first event waits for this.
            start { await self.followLeader(candidate) }
            return start { await self.readIdents() }
        }
        let isCrowd = crowdComes.withLock { crowdComes in
            defer { crowdComes = false }
            return crowdComes
        }
        if isCrowd {
            // The one that leads next has a transaction to make before it does: the crowd lets it go first. Not so for those who
            // went before, unnoticed: no crowd hears of them.
            try? await Task.sleep(for: .seconds(Double.random(in: Self.courtesy)), clock: .continuous)
        }
        await followLeader(candidate)
    }

    private func followLeader(_ leader: Candidate) async {
        await follow(leader) { [roster] path in try await roster.getUntilGone(path) }
    }

    /// Reads the leader's ident again whenever it may have changed.
    private func readIdents() async {
        var isFirst = true
        while let (touched, events) = await watchIdents() {
            if isFirst {
                identsTouched.withLock { $0 = touched }
                await catchUp()
            } else {
                // Whatever ended the watch before this one: from then on nobody looked.
                await readIdent()
            }
            isFirst = false
            _ = await events.first { _ in true }
            guard !Task.isCancelled else { return }
            await Self.leaveInbox()
        }
    }

    /// Watches the base path. Somebody touches it when an ident has changed, which the watch on the leader's children does not
    /// tell; see ``Elector/update(ident:)``.
    ///
    /// - Returns: the transaction that has touched it last.
    private func watchIdents() async -> (touched: Int64, events: AsyncStream<ZKEvent>)? {
        do {
            return try await patience {
                try await apart {
                    let (stat, events) = try await self.conn.existsW(self.ballot.basePath)
                    return (stat?.mzxid ?? 0, events)
                }
            }
        } catch  where error.zooKeeperCode == .unimplemented {
            // Of a connection that was written by hand: then a changed ident is seen with the next change of leader.
        } catch {
            fail(error)
        }
        return nil
    }

    /// Reads the leader's ident again where it may have changed after it was read and before there was a watch for that.
    ///
    /// The two are asked for at the same time, and answered in any order. Whichever is there second calls this.
    private func catchUp() async {
        guard let leader = watchedLeader.withLock({ $0 }),
            let read = newest.withLock({ $0[leader.name] }),
            let touched = identsTouched.withLock({ $0.take() }),
            touched > read
        else { return }
        await readIdent()
    }

    private func readIdent() async {
        guard let leader = watchedLeader.withLock({ $0 }) else { return }
        do {
            let (data, stat) = try await patience {
                try await apart { try await self.conn.get(self.roster.path(of: leader.name)) }
            }
            tell(leader, data, stat)
        } catch  where error.zooKeeperCode == .noNode {
            // Its watch tells that.
        } catch {
            fail(error)
        }
    }

    private func follow(
        _ candidate: Candidate,
        read:
            @escaping @Sendable (_ path: String) async throws -> (
                data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>
            )
    ) async {
        let path = roster.path(of: candidate.name)
        do {
            try await watch(path) {
                let (data, stat, events) = try await read(path)
                if self.isBehind(candidate, Leader(data, stat)) { throw ZKError(.noNode, path: path) }
                self.tell(candidate, data, stat)
                await self.catchUp()
                return events
            }
            let wasThere = newest.withLock { $0.removeValue(forKey: candidate.name) } != nil
            if wasThere, watchedLeader.withLock({ $0 }) == candidate { crowdComes.withLock { $0 = true } }
            report(.gone(candidate))
        } catch {
            fail(error)
        }
    }

    /// Reports what was read of a candidate, unless another has read something newer.
    private func tell(_ candidate: Candidate, _ data: [UInt8], _ stat: ZKStat) {
        newest.withLock { newest in
            guard newest[candidate.name, default: stat.mzxid] <= stat.mzxid else { return }
            newest[candidate.name] = stat.mzxid
            report.put(.watching(candidate, Leader(data, stat)))
        }
        report.handle()
    }

    /// Whether somebody who was in front of this candidate is behind it now, although there is a node of the same name.
    ///
    /// When the numbers are used up all have the last one, and the order is that of their transactions. Whoever lost the reply to
    /// a create asks for the same name again; was the first node deleted meanwhile, so there is another one, at the end.
    private func isBehind(_ candidate: Candidate, _ known: Leader) -> Bool {
        guard candidate.czxid != 0, known.token > candidate.czxid else { return false }
        let own = path.flatMap { CandidateName.sequence(of: ZKPath.lastSegment(of: $0)) }
        return own == candidate.name.sequence
    }

    /// Watches a node until it is gone; then returns.
    ///
    /// - Parameter arm: reads the node and sets a watch, again after each change.
    func watch(_ path: String, arm: @escaping @Sendable () async throws -> AsyncStream<ZKEvent>) async throws
    {
        while try await patience({ try await firing(of: path, arm) }) != .nodeDeleted {
            await Self.leaveInbox()
        }
    }

    /// Sets a watch, and waits until it says what happened to the node.
    private func firing(
        of path: String,
        _ arm: @escaping @Sendable () async throws -> AsyncStream<ZKEvent>
    ) async throws -> ZKEvent.EventType {
        do {
            let event = await (try await apart(arm)).first { _ in true }
            try Task.checkCancellation()
            guard let event, event.type != .notWatching else { throw Self.loss(event, path) }
            return event.type
        } catch  where error.zooKeeperCode == .noNode {
            return .nodeDeleted
        }
    }

    /// Lets go of the thread before a watch is set again.
    ///
    /// A connection that was written by hand may answer, and its streams end, without ever waiting. Who turns in a circle with
    /// such a one must not do so on the thread of whoever has begun that, who may be at the inbox.
    private static func leaveInbox() async { await Task.yield() }

    /// What it means that a watch ended without having fired.
    private static func loss(_ event: ZKEvent?, _ path: String) -> ZKError {
        switch event?.state {
        case .expired?: ZKError(.sessionExpired, path: path)
        case .authFailed?: ZKError(.authFailed, path: path)
        case .closed?: ZKError(.closing, path: path)
        default: ZKError(.connectionLoss, path: path)
        }
    }
}

extension Leader {
    /// Reads a candidate's node.
    init(_ data: [UInt8], _ stat: ZKStat) {
        self.init(ident: String(decoding: data, as: UTF8.self), token: stat.czxid)
    }
}
