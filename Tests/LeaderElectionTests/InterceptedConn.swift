import ZooKeeper
import ZooKeeperTestKit

/// A connection in memory whose calls a test can hold up or answer otherwise.
struct InterceptedConn: Conn {
    let conn: InMemoryConnection
    /// The timeout that is told, in place of the connection's.
    var timeout: (@Sendable () -> Duration)?
    /// Called before what came of a transaction is handed on.
    var afterMulti: @Sendable () async -> Void = {}
    /// Called before a node that was read is handed on.
    var afterGet: @Sendable (_ path: String) async -> Void = { _ in }
    /// A watch in place of the connection's.
    var watchOnExists: (@Sendable () -> AsyncStream<ZKEvent>)?
    /// Throws in place of a deletion.
    var beforeDelete: @Sendable () throws -> Void = {}

    var sessionID: Int64? { conn.sessionID }
    var negotiatedSessionTimeout: Duration? { timeout.map { $0() } ?? conn.negotiatedSessionTimeout }

    func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
        let answer = try await conn.multi(operations)
        await afterMulti()
        return answer
    }

    func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
        let answer = try await conn.get(path)
        await afterGet(path)
        return answer
    }

    func getW(_ path: String) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await conn.getW(path)
    }

    func exists(_ path: String) async throws -> ZKStat? { try await conn.exists(path) }

    func existsW(_ path: String) async throws -> (stat: ZKStat?, events: AsyncStream<ZKEvent>) {
        let (stat, events) = try await conn.existsW(path)
        return (stat, watchOnExists?() ?? events)
    }

    func create(_ path: String, data: [UInt8], flags: ZKCreateFlags, acl: [ZKACL]) async throws -> String {
        try await conn.create(path, data: data, flags: flags, acl: acl)
    }

    func createProtectedEphemeralSequential(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> String {
        try await conn.createProtectedEphemeralSequential(path, data: data, acl: acl)
    }

    func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
        try await conn.children(path)
    }

    func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await conn.childrenW(path)
    }

    func set(_ path: String, data: [UInt8], version: Int32) async throws -> ZKStat {
        try await conn.set(path, data: data, version: version)
    }

    func sync(_ path: String) async throws { try await conn.sync(path) }

    func delete(_ path: String, version: Int32) async throws {
        try beforeDelete()
        try await conn.delete(path, version: version)
    }
}

extension InterceptedConn: ReliableConn {
    func deleteReliably(_ path: String) async throws { try await deleteUntilAnswered(path) }

    func waitForSession(_ id: Int64?) async throws { try await conn.waitForSession(id) }
}
