import ZooKeeper

/// A real ensemble of ZooKeeper servers for tests, which can be partitioned without any privileges.
///
/// ```swift
/// let ensemble = try await TestEnsemble.start()
/// let connection = ZKConnection(addrs: ensemble.addresses)
/// try await connection.connect()
/// try await ensemble.isolate(ensemble.leader())
/// // what happens without it
/// ensemble.heal()
/// // what happens when it is back
/// try await ensemble.stop()
/// ```
///
/// Each server can be killed, restarted, suspended and so on as any ``TestServer`` can; it keeps its place in the ensemble.
/// ``TestServer/restart(host:)`` returns when the server serves again, for which a majority has to be there: servers that
/// were killed together are restarted together.
///
/// The servers reach each other through proxies on loopback. It all ends when the test's process ends, however that
/// ends, and when the last reference goes.
public final class TestEnsemble: Sendable {
    /// The servers. What takes an index means the place in here.
    public let servers: [TestServer]

    private let mesh: PeerMesh
    private let isolated = Locked<Set<Int>>([])

    private init(servers: [TestServer], mesh: PeerMesh) {
        self.servers = servers
        self.mesh = mesh
    }

    /// Starts an ensemble and returns when all its servers serve.
    ///
    /// - Parameters:
    ///   - servers: how many servers.
    ///   - tickTime: the servers' unit of time. They check that often for sessions that have expired. A peer that is
    ///     silent, or that does not confirm a transaction, is given up after fifty of it.
    ///   - minSessionTimeout: the shortest session timeout that they grant, by default two ticks.
    ///   - maxSessionTimeout: the longest session timeout that they grant.
    ///   - settings: more lines for their configuration files.
    /// - Throws: ``TestKitError`` where ZooKeeper or Java is not installed or the servers do not come up.
    public static func start(
        servers: Int = 3,
        tickTime: Duration = .milliseconds(200),
        minSessionTimeout: Duration? = nil,
        maxSessionTimeout: Duration = .seconds(60),
        settings: [String: String] = [:]
    ) async throws -> TestEnsemble {
        guard servers > 0 else { throw TestKitError("an ensemble has at least one server") }
        let common = ServerSettings(
            tickTime: tickTime,
            minSessionTimeout: minSessionTimeout,
            maxSessionTimeout: maxSessionTimeout
        )
        .adding([
            // Long enough for a busy machine and for a server that lags for seconds. A partition is not
            // noticed any later for it, because it ends connections.
            "initLimit": "50",
            "syncLimit": "50",
            // Otherwise a server that was alone for long asks its peers once a minute only.
            "fastleader.maxNotificationInterval": "1000",
            "quorumListenOnAllIPs": "false",
            "standaloneEnabled": "false",
        ])
        .adding(settings)
        return try await FreePort.retrying {
            let mesh = try await PeerMesh(servers: servers)
            let members = try (0..<servers).map { index in
                try TestServer(
                    settings: common.adding(mesh.settings(of: index)),
                    number: PeerMesh.number(of: index)
                )
            }
            // None of them serves before a majority is there.
            try await withThrowingTaskGroup { group in
                for member in members { group.addTask { try await member.launch() } }
                try await group.waitForAll()
            }
            return TestEnsemble(servers: members, mesh: mesh)
        }
    }

    /// Where the servers listen for clients, each as `host:port`.
    public var addresses: [String] { servers.map(\.address) }

    /// The index of the leader, which is one that a majority follows.
    ///
    /// - Throws: ``TestKitError`` where there is none within twenty seconds.
    public func leader() async throws -> Int {
        try await Poll.value("there is a leader") {
            for (index, server) in servers.enumerated() {
                // One that was cut off just now may not have noticed yet.
                if isolated.withLock({ $0.contains(index) }) { continue }
                if await server.leads(majorityOf: servers.count) { return index }
            }
            return nil
        }
    }

    /// Cuts a server off from its peers, both ways; clients still reach it.
    ///
    /// Connections to peers are closed and cannot be opened again until ``heal()``. More than one server can be isolated.
    public func isolate(_ index: Int) {
        isolated.withLock { _ = $0.insert(index) }
        mesh.isolate(index)
    }

    /// Holds back whatever a server and its peers say to each other, and closes no connection.
    ///
    /// So they do not notice before fifty ticks have passed, but for a peer that is restarted: it takes part in an election
    /// without this one. A leader that is silenced goes on as one for that long, although there may be another.
    public func silence(_ index: Int) {
        isolated.withLock { _ = $0.insert(index) }
        mesh.silence(index)
    }

    /// Lets all servers reach each other again.
    ///
    /// They find together by themselves, a little later.
    public func heal() {
        mesh.heal()
        isolated.withLock { $0 = [] }
    }

    /// Keeps a follower from hearing of new transactions, until ``catchUp(_:)``.
    ///
    /// It keeps its place in the ensemble, takes clients and their sessions in, and answers reads, from what it knew
    /// before. Writes and syncs that it is asked for are carried out by the leader and answered when it has caught up. A
    /// server that only comes into the ensemble meanwhile has to wait as well.
    ///
    /// A leader cannot lag. After fifty ticks with a transaction that it does not confirm a follower is dropped.
    public func lag(_ index: Int) {
        mesh.lag(index, true)
    }

    /// Lets a follower hear, in order, of all that it has missed.
    public func catchUp(_ index: Int) {
        mesh.lag(index, false)
    }

    /// Ends the servers, removes their folders, and ends the proxies between them.
    ///
    /// - Throws: as ``TestServer/stop()``.
    public func stop() async throws {
        try await withThrowingTaskGroup { group in
            for server in servers { group.addTask { try await server.stop() } }
            try await group.waitForAll()
        }
        await mesh.stop()
    }
}
