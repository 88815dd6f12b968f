import Logging
import ZooKeeper

extension Stand {
    /// How long the release waits for a create that is under way; after that the connection looks after it.
    private static let createLimit = Duration.milliseconds(500)

    /// How long a deletion is pursued on a connection that does not tell its session timeout.
    private static let deletionLimit = Duration.seconds(60)

    /// Waits for the own node, finds out who is in front of it, and watches it.
    func join() async {
        do {
            let (path, name, hasJoined) = try await apart { try await self.arrive() }
            let isJoined = Locked(hasJoined)
            try await watch(path) {
                // Later calls only say that somebody changed the node's data, which changes nothing here.
                if isJoined.withLock({ $0 }) { return try await self.watchOwn(name, at: path).events }
                // Whoever is in front was there when this node was created: the list may be read as soon as that is.
                let (names, (own, events)) = try await concurrently {
                    try await self.roster.names()
                } and: {
                    try await self.watchOwn(name, at: path)
                }
                self.node.withLock { $0 = .there(path, isWatched: true) }
                let ahead = try await self.roster.candidates(in: names, before: own)
                isJoined.withLock { $0 = true }
                self.report(.joined(token: own.czxid, ahead: ahead))
                return events
            }
            report(.nodeGone(path: path))
        } catch {
            fail(error)
        }
    }

    /// Waits for the own node and, where it has brought all along that is needed for that, reports who is in front of it.
    private func arrive() async throws -> (path: String, name: CandidateName, hasJoined: Bool) {
        guard case .coming(let creation) = node.withLock({ $0 }) else { throw CancellationError() }
        let new = try await creation.value
        let path = new.path
        guard let name = CandidateName(own: ZKPath.lastSegment(of: path)) else {
            throw ElectorError(.badOwnNode, path: path)
        }
        node.withLock { $0 = .there(path, isWatched: false) }
        joined.fulfil(.success(path))
        guard let (stat, names) = await new.line() else { return (path, name, false) }
        let own = try candidate(name, stat, at: path)
        let ahead = try await patience { try await roster.candidates(in: names, before: own) }
        report(.joined(token: own.czxid, ahead: ahead))
        return (path, name, true)
    }

    static func createNode(
        _ ballot: Ballot,
        _ roster: Roster,
        _ patience: Patience
    ) async throws -> NewNode {
        var backoff: Backoff?
        while true {
            do {
                return try await patience { try await NewNode(for: ballot, in: roster) }
            } catch  where error.zooKeeperCode == .noNode {
                // Nobody has stood here before, or somebody removes the base path again and again.
                try await backoff?.wait()
                backoff = backoff ?? .requests
                try await patience { try await roster.conn.ensurePath(ballot.basePath, acl: ballot.acl) }
            }
        }
    }

    private func watchOwn(
        _ name: CandidateName,
        at path: String
    ) async throws -> (own: Candidate, events: AsyncStream<ZKEvent>) {
        let (_, stat, events) = try await conn.getW(path)
        return (try candidate(name, stat, at: path), events)
    }

    /// The own candidate, whose node has that stat.
    private func candidate(_ name: CandidateName, _ stat: ZKStat, at path: String) throws -> Candidate {
        try checkOwner(of: stat, path)
        return Candidate(name: name, czxid: stat.czxid)
    }

    /// Throws unless the own node belongs to the session in which this stand began, and that is the present one.
    ///
    /// A node of an earlier session is listed until the server notices; whoever leads on it is the second leader.
    func checkOwner(of stat: ZKStat, _ path: String) throws {
        guard session.isPresent, session.id == nil || session.id == stat.ephemeralOwner else {
            throw ElectorError(.sessionExpired, path: path)
        }
    }

    func deleteNode(at path: String) async throws {
        // After so long without an answer it is gone with its session.
        let end = ContinuousClock.now + (session.timeout ?? Self.deletionLimit)
        do {
            // Whatever the policy: the others wait for it, and nobody waits for this for long.
            try await Patience(policy: .stepDown)({
                do {
                    try await conn.deleteReliably(path)
                } catch let error as ZKError where error.code.isConnectionTrouble && .now > end {
                    throw ZKError(.sessionExpired, path: path)
                }
            })
        } catch let error as ZKError where error.isLossOfSession || error.code == .closing {
            logger.info(
                "the node was not seen to go; it goes with its session",
                metadata: [LogKey.electionNode: "\(path)", LogKey.electionReason: "\(error)"]
            )
        } catch {
            throw error.asElectorError
        }
    }

    /// The path of the own node, where there is one. Waits for a create that is under way, but not for long.
    func pathInTime() async -> String? {
        guard case .coming(let creation) = node.withLock({ $0 }) else { return path }
        let timer = Task {
            try await Task.sleep(for: Self.createLimit, clock: .continuous)
            creation.cancel()
        }
        defer { timer.cancel() }
        return try? await creation.value.path
    }

    /// Writes another ident into the own node, and touches the base path, so that those look who watch it.
    ///
    /// - Parameter ident: what the ident is at this moment; asked again with each attempt, because whoever changed it later may
    ///   have written already.
    func update(ident: @Sendable () -> String) async throws {
        let path: String
        do {
            path = try await joined.value()
        } catch {
            try Task.checkCancellation()
            // The next node that is made has the new ident.
            return
        }
        while true {
            let (data, stat) = try await conn.get(ballot.basePath)
            do {
                _ = try await conn.multi([
                    .set(path, data: Array(ident().utf8)),
                    .set(ballot.basePath, data: data, version: stat.version),
                ])
                return
            } catch  where error.zooKeeperCode == .badVersion {
                // Somebody else has changed the base path meanwhile, which is not to be undone.
            } catch  where error.zooKeeperCode == .noNode {
                // The next node that is made has the new ident.
                return
            }
        }
    }
}
