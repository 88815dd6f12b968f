import Hummingbird
import HummingbirdTesting
import LeaderElection
import Logging
import ServiceLifecycle
import ZooKeeperTestKit

@testable import leader_service

/// An instance that runs in this process, its server, and a client of its routes.
struct Running: Sendable {
    let server: TestServer
    let instance: Instance
    let client: any TestClientProtocol

    static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    static func start(_ server: TestServer, ident: String = "127.0.0.1:8081") async throws -> Instance {
        try await Instance.start(
            ident: ident,
            servers: server.address,
            sessionTimeout: .seconds(10),
            logger: logger
        )
    }

    /// Starts a server and an instance, runs `body`, and shuts both down.
    static func run(
        allowResign: Bool = false,
        _ body: @escaping @Sendable (Running) async throws -> Void
    ) async throws {
        let server = try await TestServer.start()
        let instance = try await start(server)
        let http = Application(router: instance.router(allowResign: allowResign), logger: logger)
        // The client has a server of its own, so the group needs something else in its place.
        let group = ServiceGroup(
            services: instance.services(around: ClosureService { try await gracefulShutdown() }),
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await http.test(.live) { client in
                try await body(Running(server: server, instance: instance, client: client))
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        try await server.stop()
    }

    /// Runs `body` while somebody else stands as well, and is connected apart.
    func withOther(ident: String, _ body: (Elector) async throws -> Void) async throws {
        let other = try await Elector.start(
            ident: ident,
            basePath: Paths.election,
            connector: .newConnection(addrs: [server.address])
        )
        do {
            try await body(other)
        } catch {
            try? await other.close()
            throw error
        }
        try await other.close()
    }

    func text(_ uri: String) async throws -> String {
        try await client.execute(uri: uri, method: .get) { String(buffer: $0.body) }
    }

    /// Waits until the board shows what is wanted.
    func board(
        _ what: String,
        _ condition: @Sendable (Board.State) -> Bool
    ) async throws -> Board.State {
        try await Poll.value("the board shows \(what)") {
            let state = await instance.board.state
            return condition(state) ? state : nil
        }
    }
}
