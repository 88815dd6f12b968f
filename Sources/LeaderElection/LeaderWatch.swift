import ZooKeeper

/// Follows who leads an election without standing in it.
///
/// A change of leader costs four requests, however many candidates there are.
struct LeaderWatch: Sendable {
    let roster: Roster
    let patience: Patience

    /// Tells who leads, on each change, until the task is cancelled.
    ///
    /// - Throws: what no retry can mend.
    func run(_ tell: @Sendable (Leader?) -> Void) async throws {
        while true {
            let events = try await patience { try await look(tell) }
            // Whatever fires first, everything is looked at anew.
            await Self.first(of: events)
            try Task.checkCancellation()
        }
    }

    /// Tells who leads now, and returns streams of which one says something when that may have changed.
    private func look(_ tell: (Leader?) -> Void) async throws -> [AsyncStream<ZKEvent>] {
        let conn = roster.conn
        let (exists, base) = try await watchBase()
        guard exists else {
            tell(nil)
            return [base]
        }
        do {
            for candidate in try await roster.candidates() {
                do {
                    let (data, stat, node) = try await roster.getUntilGone(roster.path(of: candidate.name))
                    tell(Leader(data, stat))
                    return [base, node]
                } catch  where error.zooKeeperCode == .noNode {
                    // It went since the list was read; the next one leads.
                }
            }
            let (names, _, children) = try await conn.childrenW(roster.basePath)
            guard try await roster.candidates(in: names).isEmpty else { return try await look(tell) }
            tell(nil)
            return [base, children]
        } catch  where error.zooKeeperCode == .noNode {
            // The base path went; the watch on it has something to say already.
            tell(nil)
            return [base]
        }
    }

    /// Watches the base path itself: it is touched when an ident changes, which a watch on its children does not tell.
    private func watchBase() async throws -> (exists: Bool, events: AsyncStream<ZKEvent>) {
        do {
            let (stat, events) = try await roster.conn.existsW(roster.basePath)
            return (stat != nil, events)
        } catch  where error.zooKeeperCode == .unimplemented {
            // Of a connection that was written by hand: then everything that happens to the children is looked at.
            return try await watchChildren(of: roster.basePath)
        }
    }

    /// Watches the children of the base path or, where that is missing, of what is there above it.
    ///
    /// - Parameter missing: the child of `path` without which there is no base path; `nil` where `path` is that.
    private func watchChildren(
        of path: String,
        missing: String? = nil
    ) async throws -> (exists: Bool, events: AsyncStream<ZKEvent>) {
        do {
            let (children, _, events) = try await roster.conn.childrenW(path)
            guard let missing else { return (true, events) }
            // It may have come before there was a watch for it.
            return children.contains(missing)
                ? try await watchChildren(of: roster.basePath) : (false, events)
        } catch  where error.zooKeeperCode == .noNode {
            guard let parent = ZKPath.parent(of: path) else { throw error }
            return try await watchChildren(of: parent, missing: ZKPath.lastSegment(of: path))
        }
    }

    /// Returns when one of them has said something or ended, or this task is cancelled. Does not wait for the others.
    private static func first(of streams: [AsyncStream<ZKEvent>]) async {
        let fired = OneShot<Void>()
        let tasks = streams.map { stream in
            Task {
                _ = await stream.first { _ in true }
                fired.fulfil(.success(()))
            }
        }
        try? await fired.value()
        for task in tasks { task.cancel() }
    }
}
