import LeaderElection

/// A connection that hides its session timeout and cannot have its node checked: it has no `multi`.
struct LeaselessConn: Conn {
    let connection: ZKConnection

    var sessionID: Int64? { connection.sessionID }

    func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
        try await connection.get(path)
    }

    func exists(_ path: String) async throws -> ZKStat? {
        try await connection.exists(path)
    }

    func create(_ path: String, data: [UInt8], flags: ZKCreateFlags, acl: [ZKACL]) async throws -> String {
        try await connection.create(path, data: data, flags: flags, acl: acl)
    }

    func createProtectedEphemeralSequential(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> String {
        try await connection.createProtectedEphemeralSequential(path, data: data, acl: acl)
    }

    func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await connection.childrenW(path)
    }

    func getW(_ path: String) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await connection.getW(path)
    }

    func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
        try await connection.children(path)
    }

    func deleteReliably(_ path: String) async throws {
        try await connection.deleteReliably(path)
    }
}
