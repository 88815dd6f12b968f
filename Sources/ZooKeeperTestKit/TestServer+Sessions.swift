import ZooKeeper

extension TestServer {
    /// Ends a session as if it had expired: its ephemeral nodes go, and its owner is told so when it comes back.
    ///
    /// Works on any session of this server, whoever opened it. The server keeps no password for a session: it derives it
    /// from the session's number (`ZooKeeperServer.generatePasswd`). So this takes the session over and closes it. Its owner, whose
    /// connection the server closes then, may come back in the very moment. It is not told that the session has ended then, its
    /// requests are not answered, and it notices when it has heard nothing for two thirds of the session timeout. Where that
    /// matters keep it away meanwhile, with ``FaultProxy/accept(_:)``.
    ///
    /// - Parameter sessionID: for example ``/ZooKeeper/ZKConnection/sessionID``.
    /// - Throws: ``TestKitError`` where the server does not answer.
    public func expire(sessionID: Int64) async throws {
        try await SessionCloser.close(sessionID, at: address)
    }

    /// What the server says of itself (`mntr`), by name without the prefix `zk_`. Nothing while it does not serve.
    ///
    /// - Throws: ``TestKitError`` where the server does not answer within ten seconds.
    public func statistics() async throws -> [String: String] {
        try await statistics(within: .seconds(10))
    }

    func statistics(within limit: Duration) async throws -> [String: String] {
        let (host, port) = try AddressText.split(address)
        let text = try await FourLetterWord.ask("mntr", host: host, port: port, within: limit)
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            if parts.count == 2 { values[String(parts[0].trimmingPrefix("zk_"))] = String(parts[1]) }
        }
        return values
    }

    /// Whether the server says of itself that it leads, and that a majority of so many servers follows. One that is down, or does not
    /// answer within a second, does not.
    package func leads(majorityOf servers: Int) async -> Bool {
        guard let values = try? await statistics(within: .seconds(1)),
            values["server_state"] == "leader",
            let followers = values["synced_followers"].flatMap({ Int($0) })
        else { return false }
        return 2 * (followers + 1) > servers
    }

    /// How many packets the server has received from clients, pings included.
    ///
    /// Asking is one packet more, which this call takes off its own answer but not off later ones.
    ///
    /// - Throws: as ``statistics()``.
    public func packetsReceived() async throws -> Int {
        guard let text = try await statistics()["packets_received"], let count = Int(text) else {
            throw TestKitError("the server at \(address) does not say how many packets it received")
        }
        return count - 1
    }
}
