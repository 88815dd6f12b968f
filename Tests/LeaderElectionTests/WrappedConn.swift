import ZooKeeper

/// A connection that hands the five calls of Go's connection on to another one, and has nothing else of it.
protocol WrappedConn: Conn {
    associatedtype Wrapped: Conn
    var conn: Wrapped { get }
}

extension WrappedConn {
    func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) { try await conn.get(path) }

    func exists(_ path: String) async throws -> ZKStat? { try await conn.exists(path) }

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

    func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        try await conn.childrenW(path)
    }
}
