import Logging
import ZooKeeper

extension Candidacy {
    /// Waits for the own node, finds out who is in front of it, and watches it.
    func join(_ creation: Task<String, any Error>) async {
        do {
            let path = try await creation.value
            guard let name = CandidateName(own: ZKPath.lastSegment(of: path)) else {
                throw ElectorError(.badOwnNode, path: path)
            }
            var isJoined = false
            try await watch(path, arm: { try await self.armOwn(name, at: path) }) { own in
                // Later calls only say that somebody changed the node's data, which changes nothing here.
                guard !isJoined else { return }
                isJoined = true
                self.sink.yield(.joined(ahead: try await self.roster.candidates(before: own)))
            }
            sink.yield(.ownNodeGone(path: path))
        } catch {
            fail(error)
        }
    }

    /// Creates the own node in a task that outlives the end of the election, so that the node is known and can be released.
    func createNode() -> Task<String, any Error> {
        Task { [self] in
            var attempts = 0
            while true {
                do {
                    try await BasePath(ballot: ballot, conn: conn).ensure()
                    let path = try await conn.createProtectedEphemeralSequential(
                        ballot.lockPath,
                        data: Array(ballot.ident.utf8),
                        acl: ballot.acl
                    )
                    return ZKPath.join(ballot.basePath, ZKPath.lastSegment(of: path))
                } catch let error as ZKError where error.code == .noNode && attempts < 10 {
                    // Somebody removed the base path between the two requests.
                    attempts += 1
                }
            }
        }
    }

    /// The path of the own node, where there is one. Waits for a create that is under way, but not for long: after that the
    /// connection looks after it.
    func path(of creation: Task<String, any Error>) async -> String? {
        let timer = Task {
            try await Task.sleep(for: Self.releaseLimit, clock: .continuous)
            creation.cancel()
        }
        defer { timer.cancel() }
        return try? await creation.value
    }

    private func armOwn(_ name: CandidateName, at path: String) async throws -> (
        Candidate, AsyncStream<ZKEvent>
    ) {
        let (_, stat, events) = try await conn.getW(path)
        // A node of an earlier session is listed until the server notices; whoever leads on it is the second leader.
        if let session = conn.sessionID, session != stat.ephemeralOwner {
            throw ElectorError(.sessionExpired, path: path)
        }
        return (Candidate(name: name, czxid: stat.czxid), events)
    }

    func release(_ path: String) async {
        do {
            try await withDeadline(Self.releaseLimit) { [conn] in try await conn.deleteReliably(path) }
        } catch {
            logger.info(
                "the node was not seen to go; it goes with its session",
                metadata: ["election.node": "\(path)", "election.reason": "\(error)"]
            )
        }
    }
}
