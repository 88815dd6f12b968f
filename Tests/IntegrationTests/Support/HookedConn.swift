import LeaderElection

/// A connection that runs a hook before or after each call that goes through it.
struct HookedConn: Conn {
    enum Moment { case before, after }

    let conn: ZKConnection
    let hook: @Sendable (_ moment: Moment, _ operation: String, _ path: String) async throws -> Void

    private func hooked<Result>(
        _ operation: String,
        _ path: String,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await hook(.before, operation, path)
        let result = try await body()
        try await hook(.after, operation, path)
        return result
    }

    func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
        try await hooked("get", path) { try await conn.get(path) }
    }

    func exists(_ path: String) async throws -> ZKStat? {
        try await hooked("exists", path) { try await conn.exists(path) }
    }

    func create(_ path: String, data: [UInt8], flags: ZKCreateFlags, acl: [ZKACL]) async throws -> String {
        try await hooked("create", path) { try await conn.create(path, data: data, flags: flags, acl: acl) }
    }

    func createProtectedEphemeralSequential(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> String {
        try await hooked("createProtected", path) {
            try await conn.createProtectedEphemeralSequential(path, data: data, acl: acl)
        }
    }

    func createProtectedEphemeralSequentialWithStat(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        try await hooked("createProtected", path) {
            try await conn.createProtectedEphemeralSequentialWithStat(path, data: data, acl: acl)
        }
    }

    func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await hooked("childrenW", path) { try await conn.childrenW(path) }
    }

    func existsW(_ path: String) async throws -> (stat: ZKStat?, events: AsyncStream<ZKEvent>) {
        try await hooked("existsW", path) { try await conn.existsW(path) }
    }

    func getW(_ path: String) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await hooked("getW", path) { try await conn.getW(path) }
    }

    func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
        try await hooked("children", path) { try await conn.children(path) }
    }

    func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
        try await hooked("multi", "") { try await conn.multi(operations) }
    }

    func deleteReliably(_ path: String) async throws {
        try await conn.deleteReliably(path)
    }

    var sessionID: Int64? { conn.sessionID }
}
