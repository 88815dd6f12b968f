import ZooKeeper

extension Stand {
    /// Has the session confirmed at once and from then on as the lease asks for, and reports each time, and when the lease
    /// has run out. Takes the place of an earlier call.
    func confirm(round: Int) {
        confirming.withLock { task in
            let isFirst = task == nil
            task?.cancel()
            task = Task {
                do {
                    try await self.confirm(round: round, isFirst: isFirst)
                } catch let error as ZKError where error.code == .noNode {
                    self.report(.nodeGone(path: error.path ?? ""))
                } catch {
                    self.fail(error)
                }
            }
        }
    }

    private func confirm(round: Int, isFirst: Bool) async throws {
        let path = try await creation.value
        let tell: @Sendable (Bool) -> Void = { [report] holds in
            report(holds ? .confirmed(round: round, isLimited: true) : .lapsed)
        }
        var alarm: Task<Void, any Error>?
        defer { alarm?.cancel() }
        var isRegained = !isFirst
        while true {
            // A server that the connection has moved to may have granted another one.
            let timeout = conn.negotiatedSessionTimeout ?? session.timeout
            if let timeout { clock.adapt(to: timeout, tell: tell) }
            let sent = try await patience { try await sync(path, timeout) }
            // What confirms another session says nothing about this node.
            guard session.isPresent else { throw ElectorError(.sessionExpired, path: path) }
            // What was not watched over without a gap may have gone meanwhile.
            if isRegained || clock.hasLapsed { try await checkNode(at: path) }
            isRegained = false
            guard let timeout, let sent else {
                return clock.confirmWithoutLease { report(.confirmed(round: round, isLimited: false)) }
            }
            let next = clock.confirm(sentAt: sent, sessionTimeout: timeout, tell: tell)
            alarm?.cancel()
            alarm = Task { try await self.tellWhenLapsed(tell) }
            try await Task.sleep(until: next, clock: .continuous)
        }
    }

    /// Returns when the sync was sent that was answered; `nil` where the connection, written by hand, has none.
    ///
    /// A server of version 3.8.0 may let it lie until it is asked for something else (ZOOKEEPER-4537), and the C client
    /// sends no pings meanwhile. So it is asked for something else.
    private func sync(_ path: String, _ sessionTimeout: Duration?) async throws -> ContinuousClock.Instant? {
        let nudge = Task { [conn] in
            try await Task.sleep(for: (sessionTimeout ?? .seconds(12)) / 12, clock: .continuous)
            _ = try await conn.exists(path)
        }
        defer { nudge.cancel() }
        let sent = ContinuousClock.now
        do {
            try await conn.sync(path)
            return sent
        } catch let error as ZKError where error.code == .unimplemented {
            return nil
        }
    }

    private func tellWhenLapsed(_ tell: (Bool) -> Void) async throws {
        guard let until = clock.validUntil else { return }
        try await Task.sleep(until: until, clock: .continuous)
        clock.lapse(tell: tell)
    }

    private func checkNode(at path: String) async throws {
        guard let stat = try await patience({ try await conn.exists(path) }) else {
            throw ZKError(.noNode, path: path)
        }
        try checkOwner(of: stat, path)
    }
}
