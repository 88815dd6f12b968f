extension ZKConnection {
    /// Connects, runs `body` with the connection, closes it whatever happens, and returns what `body` returned.
    ///
    /// ```swift
    /// let data = try await ZKConnection.withConnection(addrs: ["127.0.0.1:2181"]) { connection in
    ///     try await connection.get("/config").data
    /// }
    /// ```
    ///
    /// The session has ended, and its ephemeral nodes are gone, when this returns or throws. A task that is cancelled
    /// cancels `body`; the connection is closed all the same.
    ///
    /// - Parameters:
    ///   - addrs: the servers, as in ``init(addrs:opts:)``.
    ///   - opts: timeouts, credentials and a logger.
    ///   - isolation: the actor that `body` runs on, by default the caller's.
    ///   - body: what to do with the connection. The connection is of no use after it has returned.
    /// - Throws: what ``connect()`` or `body` throws.
    public static func withConnection<Value>(
        addrs: [String],
        opts: ConnectionOpts = .init(),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ZKConnection) async throws -> Value
    ) async throws -> Value {
        let connection = ZKConnection(addrs: addrs, opts: opts)
        do {
            try await connection.connect()
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }
}
