import ZooKeeperTestKit

extension InMemoryZooKeeper {
    /// A connection that has a session.
    func connected() async throws -> InMemoryConnection {
        let connection = connection()
        try await connection.connect()
        return connection
    }
}
