import LeaderElection
import ZooKeeperTestKit

@testable import fleet
@testable import leader_service

/// Instances in processes of their own, and their server.
struct Instances: Sendable {
    let server: TestServer
    let connection: ZKConnection
    private(set) var all: [InstanceProcess] = []

    /// Starts a server and three instances, the first of which leads, runs `body`, and ends them all.
    static func run(
        arguments: [String] = [],
        _ body: (inout Instances) async throws -> Void
    ) async throws {
        let server = try await TestServer.start()
        try await ZKConnection.withConnection(addrs: [server.address]) { connection in
            var instances = Instances(server: server, connection: connection)
            do {
                for port in try await FreePorts.next(3, from: Int.random(in: 10_000...19_000)) {
                    try await instances.start(port: port, arguments: arguments)
                }
                try await body(&instances)
            } catch {
                for instance in instances.all { await instance.stop() }
                throw error
            }
            for instance in instances.all { await instance.stop() }
        }
        try await server.stop()
    }

    /// Starts an instance, and returns when it stands and serves.
    mutating func start(port: Int, arguments: [String] = []) async throws {
        let instance = try InstanceProcess(
            port: port,
            arguments: ["--servers", server.address, "--session-timeout", "3"] + arguments
        )
        all.append(instance)
        try await instance.untilServing()
        try await Poll.until("\(instance.ident) stands", within: .seconds(60)) {
            try await Elector.participants(basePath: Paths.election, conn: connection)
                .contains { $0.ident == instance.ident }
        }
    }

    /// Who leads, as the server says.
    var leader: InstanceProcess {
        get async throws {
            let ident = try await Elector.currentLeader(basePath: Paths.election, conn: connection)
            guard let leader = all.last(where: { $0.ident == ident }) else {
                throw TestKitError("\(ident ?? "nobody") leads")
            }
            return leader
        }
    }

    /// The first that does not lead and runs.
    var follower: InstanceProcess {
        get async throws {
            let leader = try await leader
            guard let follower = all.first(where: { $0.port != leader.port && $0.isRunning }) else {
                throw TestKitError("there is no follower")
            }
            return follower
        }
    }
}
