import ZooKeeper

/// A candidate's node, as it is known when it has been made.
struct NewNode: Sendable {
    let path: String
    /// `nil` where the connection does not tell.
    private let stat: ZKStat?
    /// Asks for the names of all that is under the base path, at most a moment after the node was made.
    private let listing: Task<[String], any Error>

    /// Makes it. The list is asked for right behind it, so that the two take no longer than one.
    init(for ballot: Ballot, in roster: Roster) async throws {
        // The tasks below begin before they can be cancelled.
        try Task.checkCancellation()
        let creation = Task.prompt {
            try await roster.conn.createProtectedEphemeralSequentialWithStat(
                ballot.lockPath,
                data: Array(ballot.ident.utf8),
                acl: ballot.acl
            )
        }
        listing = Task.prompt { try await roster.names() }
        do {
            let (path, stat) = try await creation.valueTogether()
            self.path = ZKPath.join(ballot.basePath, ZKPath.lastSegment(of: path))
            self.stat = stat
        } catch {
            listing.cancel()
            throw error
        }
    }

    /// The stat, and the names of all that is under the base path; `nil` where these are not known, and must be asked for.
    func line() async -> (stat: ZKStat, names: [String])? {
        guard let stat else {
            listing.cancel()
            return nil
        }
        guard let names = try? await listing.valueTogether() else { return nil }
        // Whoever is in front was there when this node was made: so a list will do that has it.
        return names.contains(ZKPath.lastSegment(of: path)) ? (stat, names) : nil
    }
}
