extension ZKConnection: ReliableConn {
    /// Creates an ephemeral sequential node under a name that its creator can find again, and returns its path.
    ///
    /// `/a/lock-` becomes `/a/_c_<32 hex digits>-lock-<number>`. Where the reply is lost with the connection, the session
    /// is waited for, the server is made to catch up (`sync`), and the node is looked for by its name before another one
    /// is created. So there is one node or, after an error, none.
    ///
    /// A task that is cancelled gets `CancellationError` at once; a node that turns up later is deleted in the background.
    ///
    /// - Throws: ``ZKError/Code/noNode`` (of the parent), ``ZKError/Code/noAuth``,
    ///   ``ZKError/Code/noChildrenForEphemerals``, ``ZKError/Code/invalidACL``, ``ZKError/Code/requestTooLarge``;
    ///   ``ZKError/Code/sessionExpired`` where the session ended meanwhile, which took the node along.
    public nonisolated func createProtectedEphemeralSequential(
        _ path: String,
        data: [UInt8] = [],
        acl: [ZKACL] = ZKACL.world(.all)
    ) async throws -> String {
        try await createUntilAnswered(path, data: data, acl: acl).path
    }

    /// Creates a node as ``createProtectedEphemeralSequential(_:data:acl:)`` does, and returns its stat too, or `nil` where a reply
    /// was lost before the node was known.
    public nonisolated func createProtectedEphemeralSequentialWithStat(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        try await createUntilAnswered(path, data: data, acl: acl)
    }

    /// Deletes a node and does not rest before it is known to be gone.
    ///
    /// A node that does not exist is no error. Where an answer is lost the call is repeated when the session is back. A
    /// task that is cancelled gets `CancellationError` at once while the work goes on in the background for as long as the
    /// session lives.
    ///
    /// - Throws: ``ZKError/Code/notEmpty``, ``ZKError/Code/noAuth``; ``ZKError/Code/sessionExpired`` or
    ///   ``ZKError/Code/closing`` where the session ended meanwhile, which takes an ephemeral node along.
    public nonisolated func deleteReliably(_ path: String) async throws {
        try await deleteUntilAnswered(path)
    }

    /// Waits until there is a connection with a session.
    package nonisolated func waitForSession(_ id: Int64?) async throws {
        try await link.waitForSession(id)
    }
}
