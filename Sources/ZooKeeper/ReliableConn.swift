/// A connection that can wait for its session to be back, so that a request can be repeated until it is answered.
///
/// Apart from ``ZKConnection``, so that a simulated connection repeats requests with the same code.
package protocol ReliableConn: Conn {
    /// Waits until there is a connection with a session.
    ///
    /// - Parameter id: the session that it must be, or `nil` for any.
    /// - Throws: what ended the session, or `CancellationError`.
    func waitForSession(_ id: Int64?) async throws

    /// Creates a node as ``Conn/create(_:data:flags:acl:)`` does, and returns its stat too.
    func createWithStat(
        _ path: String,
        data: [UInt8],
        flags: ZKCreateFlags,
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?)
}

extension ReliableConn {
    /// Does what ``ZKConnection/createProtectedEphemeralSequential(_:data:acl:)`` promises.
    ///
    /// - Returns: the node, without its stat where the reply was lost.
    package func createUntilAnswered(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        try Task.checkCancellation()
        try ZKPath.validate(path, operation: "createProtectedEphemeralSequential", sequential: true)
        let name = ProtectedName()
        let target = name.applied(to: path)
        let parent = ZKPath.parent(of: target) ?? "/"
        let session = sessionID
        let mayExist = Locked(false)
        do {
            return try await untilAnswered(in: session) { isRetry in
                if isRetry {
                    mayExist.withLock { $0 = true }
                    if let found = try await self.find(name, under: parent) { return (found, nil) }
                }
                let (path, stat) = try await self.createWithStat(
                    target,
                    data: data,
                    flags: [.ephemeral, .sequential],
                    acl: acl
                )
                return (path, isRetry ? nil : stat)
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

    /// Does what ``ZKConnection/deleteReliably(_:)`` promises.
    package func deleteUntilAnswered(_ path: String) async throws {
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
    private func find(_ name: ProtectedName, under parent: String) async throws -> String? {
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
    /// Between two attempts the connection, which must be that of `session`, is waited for, or the server is left a moment.
    private func untilAnswered<Result>(
        in session: Int64?,
        _ attempt: @Sendable (_ isRetry: Bool) async throws -> Result
    ) async throws -> Result {
        var isRetry = false
        while true {
            do {
                return try await attempt(isRetry)
            } catch let error as ZKError where error.code.isConnectionTrouble {
                isRetry = true
                try await waitForSession(session)
            } catch let error as ZKError where error.code.isPassing {
                try await Backoff.leaveServerAlone()
            }
        }
    }
}
