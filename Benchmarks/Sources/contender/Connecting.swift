import LeaderElection

/// Connections to one server.
actor Connecting {
    private let address: String
    private let sessionTimeout: Duration
    private var sharedConnection: ZKConnection?

    init(address: String, sessionTimeout: Duration) {
        self.address = address
        self.sessionTimeout = sessionTimeout
    }

    /// A connection that is not open yet.
    nonisolated func new() -> ZKConnection {
        let opts = ConnectionOpts(
            connectTimeout: .seconds(30),
            initialSessionTimeout: .seconds(30),
            sessionTimeout: sessionTimeout
        )
        return .newConnection(addrs: [address], opts: opts)
    }

    /// The one that is used for everything that shares a connection.
    func shared() async throws -> ZKConnection {
        if let sharedConnection { return sharedConnection }
        let connection = new()
        _ = try await connection.connect()
        sharedConnection = connection
        return connection
    }

    func close() async {
        await sharedConnection?.close()
    }
}
