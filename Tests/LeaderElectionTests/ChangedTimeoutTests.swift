import LeaderElection
import Testing
import ZooKeeper
import ZooKeeperTestKit

/// A session that is taken up by a server which grants less.
@Suite(.timeLimit(.minutes(1)))
struct ChangedTimeoutTests {
    /// Grants an hour, and from the first confirmation on a minute.
    private struct FickleConn: Conn {
        let conn: InMemoryConnection
        private let timeout = Locked(Duration.seconds(3_600))

        init(_ conn: InMemoryConnection) { self.conn = conn }

        var sessionID: Int64? { conn.sessionID }
        var negotiatedSessionTimeout: Duration? { timeout.withLock { $0 } }

        func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
            timeout.withLock { $0 = .seconds(60) }
            return try await conn.multi(operations)
        }

        func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
            try await conn.get(path)
        }

        func exists(_ path: String) async throws -> ZKStat? { try await conn.exists(path) }

        func create(
            _ path: String,
            data: [UInt8],
            flags: ZKCreateFlags,
            acl: [ZKACL]
        ) async throws -> String {
            try await conn.create(path, data: data, flags: flags, acl: acl)
        }

        func createProtectedEphemeralSequential(
            _ path: String,
            data: [UInt8],
            acl: [ZKACL]
        ) async throws -> String {
            try await conn.createProtectedEphemeralSequential(path, data: data, acl: acl)
        }

        func childrenW(
            _ path: String
        ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
            try await conn.childrenW(path)
        }
    }

    /// A confirmation that was under way meanwhile gives no lease by the timeout that was.
    @Test func theLeaseIsReckonedFromWhatIsGrantedNow() async throws {
        let connection = InMemoryZooKeeper().connection()
        try await connection.connect()
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: FickleConn(connection), events: connection.events())
        )
        #expect(try await elector.waitForLeadership().validUntil < .now + .seconds(60))
        try await elector.close()
        await connection.close()
    }
}
