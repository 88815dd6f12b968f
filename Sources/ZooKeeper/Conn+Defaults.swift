extension Conn {
    /// ``createProtectedEphemeralSequential(_:data:acl:)``, and no stat.
    public func createProtectedEphemeralSequentialWithStat(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        (try await createProtectedEphemeralSequential(path, data: data, acl: acl), nil)
    }

    /// ``childrenW(_:)`` and then ``get(_:)`` on the same path.
    public func getW(_ path: String) async throws -> (
        data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>
    ) {
        let events = try await childrenW(path).events
        let (data, stat) = try await get(path)
        return (data, stat, events)
    }

    /// Throws ``ZKError/Code/unimplemented``.
    public func existsW(_ path: String) async throws -> (stat: ZKStat?, events: AsyncStream<ZKEvent>) {
        throw ZKError(.unimplemented, path: path, operation: "existsW")
    }

    /// ``childrenW(_:)`` without its stream.
    public func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
        let (children, stat, _) = try await childrenW(path)
        return (children, stat)
    }

    /// Throws ``ZKError/Code/unimplemented``.
    public func delete(_ path: String, version: Int32) async throws {
        throw ZKError(.unimplemented, path: path, operation: "delete")
    }

    /// Deletes a node whatever its version is.
    public func delete(_ path: String) async throws {
        try await delete(path, version: -1)
    }

    /// One ``delete(_:version:)`` for which a missing node is success.
    public func deleteReliably(_ path: String) async throws {
        do {
            try await delete(path, version: -1)
        } catch let error as ZKError where error.code == .noNode {}
    }

    /// Throws ``ZKError/Code/unimplemented``.
    public func set(_ path: String, data: [UInt8], version: Int32) async throws -> ZKStat {
        throw ZKError(.unimplemented, path: path, operation: "set")
    }

    /// Replaces the data of a node whatever its version is.
    @discardableResult
    public func set(_ path: String, data: [UInt8]) async throws -> ZKStat {
        try await set(path, data: data, version: -1)
    }

    /// Throws ``ZKError/Code/unimplemented``.
    public func sync(_ path: String) async throws {
        throw ZKError(.unimplemented, path: path, operation: "sync")
    }

    /// Throws ``ZKError/Code/unimplemented``.
    public func getACL(_ path: String) async throws -> (acl: [ZKACL], stat: ZKStat) {
        throw ZKError(.unimplemented, path: path, operation: "getACL")
    }

    /// Throws ``ZKError/Code/unimplemented``.
    public func setACL(_ path: String, acl: [ZKACL], version: Int32) async throws {
        throw ZKError(.unimplemented, path: path, operation: "setACL")
    }

    /// Replaces the access control list of a node whatever its version is.
    public func setACL(_ path: String, acl: [ZKACL]) async throws {
        try await setACL(path, acl: acl, version: -1)
    }

    /// Throws ``ZKError/Code/unimplemented``.
    public func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
        throw ZKError(.unimplemented, operation: "multi")
    }

    /// Not known.
    public var sessionID: Int64? { nil }

    /// Throws ``ZKError/Code/unimplemented``.
    public func waitForSession() async throws {
        throw ZKError(.unimplemented, operation: "waitForSession", message: "the session is over")
    }

    /// Not known.
    public var negotiatedSessionTimeout: Duration? { nil }
}
