extension ZKConnection {
    /// The data and the stat of a node.
    ///
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/noAuth``.
    public nonisolated func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
        try await submit(.get(path: path, watch: false)).data()
    }

    /// The data and the stat of a node, and a stream that tells one change of its data, or its deletion, and ends.
    ///
    /// The stream survives a lost connection: a change that happened meanwhile is told when it is back. Where the session
    /// ends it tells ``ZKEvent/EventType/notWatching``. Letting go of the stream ends the interest in it.
    ///
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/noAuth``, ``ZKError/Code/tooManyWatches``; then there is no watch.
    public nonisolated func getW(
        _ path: String
    ) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        let (reply, events) = try await watch(.get(path: path, watch: true))
        let (data, stat) = try reply.data()
        return (data, stat, events)
    }

    /// The stat of a node, or `nil` where there is no such node.
    ///
    /// - Throws: ``ZKError/Code/noAuth`` is not among the errors: a stat may be read by everybody.
    public nonisolated func exists(_ path: String) async throws -> ZKStat? {
        try await nilWhereMissing { try await submit(.exists(path: path, watch: false)) }?.stat()
    }

    /// The stat of a node or `nil`, and a stream that tells one creation, change of data or deletion, and ends.
    ///
    /// - Throws: ``ZKError/Code/tooManyWatches``.
    public nonisolated func existsW(
        _ path: String
    ) async throws -> (stat: ZKStat?, events: AsyncStream<ZKEvent>) {
        let (stream, reader) = AsyncStream.makeStream(of: ZKEvent.self)
        let reply = try await nilWhereMissing {
            try await submit(.exists(path: path, watch: true), reader: reader)
        }
        return (try reply?.stat(), stream)
    }

    /// The names of a node's children in no particular order, and its stat.
    ///
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/noAuth``.
    public nonisolated func children(_ path: String) async throws -> (children: [String], stat: ZKStat) {
        try await submit(.children(path: path, watch: false)).children()
    }

    /// The names of a node's children in no particular order, its stat, and a stream that tells one change of that list,
    /// or the node's deletion, and ends.
    ///
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/noAuth``, ``ZKError/Code/tooManyWatches``; then there is no watch.
    public nonisolated func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        let (reply, events) = try await watch(.children(path: path, watch: true))
        let (children, stat) = try reply.children()
        return (children, stat, events)
    }

    /// Creates a node and returns its path, which for a sequential node ends in its number.
    ///
    /// - Parameters:
    ///   - path: where; for a sequential node the number is appended, and the path may end with a slash.
    ///   - data: what the node holds; together with the path less than 1 MiB.
    ///   - flags: whether the node is ephemeral, sequential, both or neither; or a container.
    ///   - acl: who may do what with the node; not empty.
    /// - Throws: ``ZKError/Code/badArguments`` for flags that contradict each other, ``ZKError/Code/nodeExists``, ``ZKError/Code/noNode`` (of the parent), ``ZKError/Code/noAuth``,
    ///   ``ZKError/Code/noChildrenForEphemerals``, ``ZKError/Code/invalidACL``, ``ZKError/Code/requestTooLarge``.
    public nonisolated func create(
        _ path: String,
        data: [UInt8] = [],
        flags: ZKCreateFlags = [],
        acl: [ZKACL] = ZKACL.world(.all)
    ) async throws -> String {
        try await submit(.create(path: path, data: data, flags: flags, acl: acl)).created().path
    }

    /// Creates a persistent node that the server removes when it has no children and has not been changed for `ttl`, and
    /// returns its path, which for a sequential node ends in its number.
    ///
    /// The server must allow it (`extendedTypesEnabled=true`). It looks for such nodes now and then, by default every minute.
    ///
    /// - Parameters:
    ///   - path: where; for a sequential node the number is appended, and the path may end with a slash.
    ///   - data: what the node holds; together with the path less than 1 MiB.
    ///   - flags: whether the node is sequential.
    ///   - acl: who may do what with the node; not empty.
    ///   - ttl: from 1 ms to 2⁴⁰ - 1 ms, which is almost 35 years; parts of a millisecond are dropped.
    /// - Throws: ``ZKError/Code/badArguments`` for other flags or another `ttl`, ``ZKError/Code/unimplemented`` where the server
    ///   does not allow it, and what ``create(_:data:flags:acl:)`` throws.
    public nonisolated func create(
        _ path: String,
        data: [UInt8] = [],
        flags: ZKCreateFlags = [],
        acl: [ZKACL] = ZKACL.world(.all),
        ttl: Duration
    ) async throws -> String {
        try await submit(.create(path: path, data: data, flags: flags, acl: acl, ttl: ttl)).created().path
    }

    /// Deletes a node that has no children.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - version: the version that the node must have, -1 for any.
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/badVersion``, ``ZKError/Code/notEmpty``,
    ///   ``ZKError/Code/noAuth``.
    public nonisolated func delete(_ path: String, version: Int32 = -1) async throws {
        _ = try await submit(.delete(path: path, version: version))
    }

    /// Replaces the data of a node and returns its new stat.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - data: what the node holds from now on; together with the path less than 1 MiB.
    ///   - version: the version that the node must have, -1 for any.
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/badVersion``, ``ZKError/Code/noAuth``,
    ///   ``ZKError/Code/requestTooLarge``.
    @discardableResult
    public nonisolated func set(_ path: String, data: [UInt8], version: Int32 = -1) async throws -> ZKStat {
        try await submit(.set(path: path, data: data, version: version)).stat()
    }

    /// Waits until the server that this connection uses has caught up with the ensemble's leader.
    ///
    /// A node that does not exist is no error.
    public nonisolated func sync(_ path: String) async throws {
        _ = try await submit(.sync(path: path))
    }

    /// The access control list of a node, and its stat.
    ///
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/noAuth``.
    public nonisolated func getACL(_ path: String) async throws -> (acl: [ZKACL], stat: ZKStat) {
        try await submit(.getACL(path: path)).acl()
    }

    /// Replaces the access control list of a node.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - acl: the new list; not empty.
    ///   - version: the version of the list (``ZKStat/aversion``) that the node must have, -1 for any.
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/badVersion``, ``ZKError/Code/noAuth``,
    ///   ``ZKError/Code/invalidACL``.
    public nonisolated func setACL(_ path: String, acl: [ZKACL], version: Int32 = -1) async throws {
        _ = try await submit(.setACL(path: path, acl: acl, version: version))
    }

    /// Carries out several operations, all or none, and returns what came of each. An empty list does nothing.
    ///
    /// A task that is cancelled gets `CancellationError`; the operations may have been carried out all the same, together.
    ///
    /// - Throws: ``ZKError`` with the code and the path of the first operation that failed, and its
    ///   ``ZKError/operationIndex``. ``ZKError/Code/badArguments``, ``ZKError/Code/invalidACL`` and, for all of them together,
    ///   ``ZKError/Code/requestTooLarge`` before anything is sent; ``ZKError/Code/connectionLoss`` also while there is no
    ///   connection.
    @discardableResult
    public nonisolated func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult] {
        if operations.isEmpty { return [] }
        return try await submit(.multi(operations)).multi()
    }

    // MARK: -

    package nonisolated func createWithStat(
        _ path: String,
        data: [UInt8],
        flags: ZKCreateFlags,
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        try await submit(.create(path: path, data: data, flags: flags, acl: acl)).created()
    }

    private nonisolated func submit(
        _ request: Request,
        reader: WatchTable.Reader? = nil
    ) async throws -> Reply {
        try request.validate()
        return try await link.observers.observe(request) {
            try await link.handle(for: request).submit(request, reader: reader)
        }
    }

    private nonisolated func watch(_ request: Request) async throws -> (Reply, AsyncStream<ZKEvent>) {
        let (stream, reader) = AsyncStream.makeStream(of: ZKEvent.self)
        return (try await submit(request, reader: reader), stream)
    }

    private nonisolated func nilWhereMissing(_ body: () async throws -> Reply) async throws -> Reply? {
        do {
            return try await body()
        } catch let error as ZKError where error.code == .noNode {
            return nil
        }
    }
}
