package import ZooKeeper

/// A connection to a ``ModelZooKeeper``: whoever can put a request gets all the calls of a ``Conn``.
package protocol ModelConn: ReliableConn {
    /// Puts a request and waits for its answer.
    ///
    /// - Parameter reader: who is told by the watch that the request sets.
    /// - Throws: the error that was answered.
    func submit(
        _ request: ModelRequest,
        reader: AsyncStream<ZKEvent>.Continuation?
    ) async throws -> ModelReply

    /// A subscription of its own to the connection's events: the present state, then each change.
    func events() -> AsyncStream<ZKEvent>
}

// Public, for they are calls of a public protocol.
extension ModelConn {
    private func submit(_ request: ModelRequest) async throws -> ModelReply {
        try await submit(request, reader: nil)
    }

    private func watch(_ request: ModelRequest) async throws -> (ModelReply, AsyncStream<ZKEvent>) {
        let (stream, reader) = AsyncStream.makeStream(of: ZKEvent.self)
        return (try await submit(request, reader: reader), stream)
    }

    /// As `Conn.get(_:)`.
    public func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
        try await submit(.get(path, watch: false)).data()
    }

    /// As `Conn.getW(_:)`.
    public func getW(
        _ path: String
    ) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        let (reply, events) = try await watch(.get(path, watch: true))
        let (data, stat) = try reply.data()
        return (data, stat, events)
    }

    /// As `Conn.exists(_:)`.
    public func exists(_ path: String) async throws -> ZKStat? {
        try await submit(.exists(path, watch: false)).stat()
    }

    /// As `Conn.existsW(_:)`.
    public func existsW(_ path: String) async throws -> (stat: ZKStat?, events: AsyncStream<ZKEvent>) {
        let (reply, events) = try await watch(.exists(path, watch: true))
        return (try reply.stat(), events)
    }

    /// As `Conn.children(_:)`.
    public func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
        try await submit(.children(path, watch: false)).children()
    }

    /// As `Conn.childrenW(_:)`.
    public func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        let (reply, events) = try await watch(.children(path, watch: true))
        let (children, stat) = try reply.children()
        return (children, stat, events)
    }

    /// As `Conn.create(_:data:flags:acl:)`.
    public func create(
        _ path: String,
        data: [UInt8],
        flags: ZKCreateFlags,
        acl: [ZKACL]
    ) async throws -> String {
        try await createWithStat(path, data: data, flags: flags, acl: acl).path
    }

    package func createWithStat(
        _ path: String,
        data: [UInt8],
        flags: ZKCreateFlags,
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        try await submit(.write(.create(path, data: data, flags: flags, acl: acl))).created()
    }

    /// As `Conn.createProtectedEphemeralSequential(_:data:acl:)`.
    public func createProtectedEphemeralSequential(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> String {
        try await createProtectedEphemeralSequentialWithStat(path, data: data, acl: acl).path
    }

    /// As `Conn.createProtectedEphemeralSequentialWithStat(_:data:acl:)`.
    public func createProtectedEphemeralSequentialWithStat(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        try await createUntilAnswered(path, data: data, acl: acl)
    }

    /// As `Conn.delete(_:version:)`.
    public func delete(_ path: String, version: Int32) async throws {
        _ = try await submit(.write(.delete(path, version: version)))
    }

    /// As `Conn.deleteReliably(_:)`.
    public func deleteReliably(_ path: String) async throws {
        try await deleteUntilAnswered(path)
    }

    /// As `Conn.set(_:data:version:)`.
    public func set(_ path: String, data: [UInt8], version: Int32) async throws -> ZKStat {
        let results = try await submit(.write(.set(path, data: data, version: version))).results()
        guard case .set(let stat)? = results.first else { throw ModelReply.surprise }
        return stat
    }

    /// As `Conn.multi(_:)`.
    public func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
        try await submit(.multi(operations)).results()
    }

    /// As `Conn.sync(_:)`.
    public func sync(_ path: String) async throws {
        _ = try await submit(.sync)
    }

    /// As `Conn.waitForSession()`.
    public func waitForSession() async throws {
        for await event in events() where event.state == .hasSession { return }
        try Task.checkCancellation()
        throw ZKError(.closing)
    }

    package func waitForSession(_ id: Int64?) async throws {
        for await event in events() {
            switch event.state {
            case .hasSession:
                if let id, let sessionID, sessionID != id { throw ZKError(.sessionExpired) }
                return
            case .expired: throw ZKError(.sessionExpired)
            case .authFailed: throw ZKError(.authFailed)
            case .closed: throw ZKError(.closing)
            default: continue
            }
        }
        try Task.checkCancellation()
        throw ZKError(.closing)
    }
}
