import ZooKeeper

/// The node under which the candidates stand.
struct BasePath: Sendable {
    let ballot: Ballot
    let conn: any Conn

    /// Creates the node, and what is missing above it. It is no error when others do the same at the same time.
    func ensure() async throws {
        if try await conn.exists(ballot.basePath) == nil {
            try await create(ballot.basePath, acl: ballot.acl)
        }
    }

    /// From the bottom up: where the parent is there, nothing above it is touched, which might not be allowed.
    private func create(_ path: String, acl: [ZKACL]) async throws {
        while true {
            do {
                _ = try await conn.create(path, data: [], flags: [], acl: acl)
                return
            } catch let error as ZKError where error.code == .nodeExists {
                return
            } catch let error as ZKError where error.code == .noNode {
                guard let parent = ZKPath.parent(of: path), parent != "/" else { throw error }
                // The list of an election is for the election: on an ancestor it would lock its other users out.
                try await create(parent, acl: ZKACL.world(.all))
            }
        }
    }
}
