import ZooKeeper

extension Stand {
    /// Has the session confirmed at once and from then on as the lease asks for, and reports each time, and when the lease
    /// has run out. Takes the place of an earlier call.
    func confirm(round: Int) {
        let tell: @Sendable (Bool) -> Void = { [report] holds in
            report.put(holds ? .confirmed(round: round, isLimited: true) : .lapsed)
        }
        let earlier = confirming.withLock { $0 }
        earlier?.cancel()
        // Nothing else that the process has to do may keep a leader from its lease.
        let task = Task.prompt(priority: .high) {
            do {
                try await self.confirm(round: round, isFirst: earlier == nil, tell)
            } catch let error as ZKError where error.code == .noNode {
                self.report(.nodeGone(path: error.path ?? ""))
            } catch {
                self.fail(error)
            }
        }
        confirming.withLock { $0 = task }
    }

    /// - Parameter tell: only notes what it is told, because the clock tells it under its lock.
    private func confirm(round: Int, isFirst: Bool, _ tell: @escaping @Sendable (Bool) -> Void) async throws {
        // A lease that an earlier call has won runs out all the same while this one waits for its first answer.
        setAlarm(tell)
        // Nobody is in front of a node that is not there yet.
        guard let path else { return }
        while true {
            // A server that the connection has moved to may have granted another one.
            let timeout = conn.negotiatedSessionTimeout ?? session.timeout
            if let timeout {
                clock.adapt(to: timeout, tell: tell)
                report.handle()
            }
            let sent = try await patience { try await commitCheck(of: path) }
            // What confirms another session says nothing about this node.
            guard session.isPresent else { throw ElectorError(.sessionExpired, path: path) }
            // Nor does it with a timeout that counts no more, of the connection before.
            guard timeout == conn.negotiatedSessionTimeout ?? session.timeout else { continue }
            guard let timeout, let sent else {
                // What was not watched over without a gap may have gone meanwhile.
                if !isFirst || !isWatched { try await checkNode(at: path) }
                clock.confirmWithoutLease { report.put(.confirmed(round: round, isLimited: false)) }
                return report.handle()
            }
            let next = clock.confirm(sentAt: sent, sessionTimeout: timeout, tell: tell)
            report.handle()
            setAlarm(tell)
            try await Task.sleep(until: next, clock: .continuous)
        }
    }

    /// Has a quorum commit that the own node exists, and returns when the request was sent; `nil` where the connection, written
    /// by hand, cannot ask for that.
    ///
    /// Nothing less will do. A `sync`, as any read, is answered by an ensemble's leader alone; one that was replaced and does
    /// not know it yet goes on answering for up to `syncLimit` ticks (ZOOKEEPER-1675), while sessions expire with the other.
    private func commitCheck(of path: String) async throws -> ContinuousClock.Instant? {
        let sent = ContinuousClock.now
        do {
            _ = try await conn.multi([.check(path)])
            return sent
        } catch  where error.zooKeeperCode == .unimplemented {
            return nil
        }
    }

    /// Has it told when the lease runs out, where there is one. Goes on when the call that has set it is over: an answer that
    /// comes to that one late gives a lease too.
    private func setAlarm(_ tell: @escaping @Sendable (Bool) -> Void) {
        guard clock.validUntil != nil else { return }
        let next = Task {
            while let until = clock.validUntil, .now < until {
                try await Task.sleep(until: until, clock: .continuous)
            }
            clock.lapse(tell: tell)
            report.handle()
        }
        let earlier = alarm.withLock { alarm in
            defer { alarm = next }
            return alarm
        }
        earlier?.cancel()
    }

    private func checkNode(at path: String) async throws {
        guard let stat = try await patience({ try await conn.exists(path) }) else {
            throw ZKError(.noNode, path: path)
        }
        try checkOwner(of: stat, path)
    }
}
