extension ZKConnection {
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
        let operation = "createProtectedEphemeralSequential"
        try Task.checkCancellation()
        try ZKPath.validate(path, operation: operation, sequential: true)
        let name = ProtectedName()
        let target = name.applied(to: path)
        let parent = ZKPath.parent(of: target) ?? "/"
        let session = sessionID
        let mayExist = Locked(false)
        do {
            return try await untilAnswered(in: session) { isRetry in
                if isRetry {
                    mayExist.withLock { $0 = true }
                    if let found = try await self.find(name, under: parent) { return found }
                }
                return try await self.create(target, data: data, flags: [.ephemeral, .sequential], acl: acl)
            }
        } catch  where error is CancellationError || mayExist.withLock({ $0 }) {
            Task {
                try await untilAnswered(in: session) { _ in
                    if let found = try await self.find(name, under: parent) { try await self.delete(found) }
                }
            }
            throw error
        }
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
        let session = sessionID
        let attempt: @Sendable (Bool) async throws -> Void = { _ in
            do {
                try await self.delete(path)
            } catch let error as ZKError where error.code == .noNode {}
        }
        do {
            try await untilAnswered(in: session, attempt)
        } catch is CancellationError {
            Task { try await untilAnswered(in: session, attempt) }
            throw CancellationError()
        }
    }

    /// The path of the node that `name`'s owner made under `parent`, as the ensemble's leader knows it.
    private nonisolated func find(_ name: ProtectedName, under parent: String) async throws -> String? {
        do {
            // The server that we are on now may not have heard yet of what the last one applied.
            try await sync(parent)
            return name.find(in: try await children(parent).children).map { ZKPath.join(parent, $0) }
        } catch let error as ZKError where error.code == .noNode {
            return nil
        }
    }

    /// Repeats `attempt`, which is told whether it is a repetition, until it is answered.
    ///
    /// Between two attempts the connection is waited for; it must be that of `session`.
    private nonisolated func untilAnswered<Result>(
        in session: Int64?,
        _ attempt: @Sendable (_ isRetry: Bool) async throws -> Result
    ) async throws -> Result {
        var isRetry = false
        while true {
            do {
                return try await attempt(isRetry)
            } catch let error as ZKError where error.code.isConnectionTrouble {
                isRetry = true
                try await link.waitForSession(session)
            } catch let error as ZKError where isRetry && error.code.isPassing {
                try await Task.sleep(for: .milliseconds(100), clock: .continuous)
            }
        }
    }
}
