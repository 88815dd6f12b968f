import ZooKeeper

extension Candidacy {
    func watchPredecessor(_ candidate: Candidate) async {
        await follow(candidate) { [conn] path in
            let (data, _, events) = try await conn.getW(path)
            return (data, events)
        }
    }

    /// A server fires the watches on a deleted node's data before those on its children (`DataTree.deleteNode`): so the
    /// successor, which watches the data, hears of it before the crowd does.
    func watchLeader(_ candidate: Candidate) async {
        await follow(candidate) { [conn] path in
            let events = try await conn.childrenW(path).events
            return (try await conn.get(path).data, events)
        }
    }

    private func follow(
        _ candidate: Candidate,
        arm: (_ path: String) async throws -> ([UInt8], AsyncStream<ZKEvent>)
    ) async {
        let path = roster.path(of: candidate.name)
        do {
            try await watch(path, arm: { try await arm(path) }) { data in
                self.sink.yield(.watching(candidate, ident: String(decoding: data, as: UTF8.self)))
            }
            sink.yield(.gone(candidate))
        } catch {
            fail(error)
        }
    }

    /// Watches a node until it is gone; then returns.
    ///
    /// - Parameters:
    ///   - arm: reads the node and sets a watch, again after each change.
    ///   - note: told what was read.
    func watch<Content>(
        _ path: String,
        arm: () async throws -> (Content, AsyncStream<ZKEvent>),
        note: (Content) async throws -> Void
    ) async throws {
        while true {
            let content: Content
            let events: AsyncStream<ZKEvent>
            do {
                (content, events) = try await arm()
            } catch let error as ZKError where error.code == .noNode {
                return
            }
            try await note(content)
            let event = await events.first { _ in true }
            try Task.checkCancellation()
            guard let event, event.type != .notWatching else {
                throw ElectorError(endedBy: event?.state ?? .unknown)
                    ?? ElectorError(.disconnected, path: path)
            }
            if event.type == .nodeDeleted { return }
        }
    }
}
