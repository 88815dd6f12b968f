import ZooKeeper
import ZooKeeperTestKit

/// A connection in memory whose calls a test can hold up or answer otherwise.
struct InterceptedConn: WrappedConn {
    let conn: InMemoryConnection
    /// The session that is told, in place of the connection's.
    var session: Int64?
    /// The timeout that is told, in place of the connection's.
    var timeout: (@Sendable () -> Duration)?
    /// Whether a create tells the stat.
    var tellsStat = true
    /// Called before what came of a transaction is handed on.
    var afterMulti: @Sendable () async -> Void = {}
    /// Called when a node has been read with a watch.
    var afterGetW: @Sendable () -> Void = {}
    /// Where the next reader of a node waits, before that is handed on; the others do not.
    var nextGet = Locked<Gate?>(nil)
    /// A list in place of the connection's.
    var lists: (@Sendable () throws -> [String])?
    /// A watch in place of the connection's.
    var watchOnExists: (@Sendable () throws -> AsyncStream<ZKEvent>)?
    /// Throws in place of a deletion.
    var beforeDelete: @Sendable () throws -> Void = {}
    /// Called when a node has been made, before that is handed on.
    var afterCreate: @Sendable (_ path: String) async throws -> Void = { _ in }
    /// Whether there are transactions.
    var hasMulti = true
    /// Called before a node is read with a watch.
    var beforeGetW: @Sendable () async throws -> Void = {}

    var sessionID: Int64? { session ?? conn.sessionID }
    var negotiatedSessionTimeout: Duration? { timeout.map { $0() } ?? conn.negotiatedSessionTimeout }

    func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
        if !hasMulti { throw ZKError(.unimplemented, operation: "multi") }
        let answer = try await conn.multi(operations)
        await afterMulti()
        return answer
    }

    func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
        let answer = try await conn.get(path)
        let gate = nextGet.withLock { gate in
            defer { gate = nil }
            return gate
        }
        await gate?.pass()
        return answer
    }

    func getW(_ path: String) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await beforeGetW()
        let answer = try await conn.getW(path)
        afterGetW()
        return answer
    }

    func existsW(_ path: String) async throws -> (stat: ZKStat?, events: AsyncStream<ZKEvent>) {
        let (stat, events) = try await conn.existsW(path)
        return (stat, try watchOnExists?() ?? events)
    }

    func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
        if let lists { return (try lists(), ZKStat()) }
        return try await conn.children(path)
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

    func createWithStat(
        _ path: String,
        data: [UInt8],
        flags: ZKCreateFlags,
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        try await conn.createWithStat(path, data: data, flags: flags, acl: acl)
    }

    func createProtectedEphemeralSequentialWithStat(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        let (path, stat) = try await createUntilAnswered(path, data: data, acl: acl)
        try await afterCreate(path)
        return (path, tellsStat ? stat : nil)
    }
}
