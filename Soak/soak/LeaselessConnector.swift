import LeaderElection

/// Connects without a lease: the connection does not tell what one would need.
///
/// The elector then relies on the events of its connection, as Go's does.
struct LeaselessConnector: Connector {
    let connection: ZKConnection

    func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        (LeaselessConn(connection: connection), try await connection.connect().events)
    }

    func close() async throws {
        await connection.close()
    }
}
