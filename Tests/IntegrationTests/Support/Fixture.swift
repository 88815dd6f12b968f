import LeaderElection
import Testing
import ZooKeeperTestKit

/// What tests stand on: servers, connections, paths of their own.
enum Fixture {
    private static let gate = Gate(places: 3)
    private static let shared = Task { try await TestServer.start() }

    /// The server of all tests that do it no harm; each keeps to a path of its own.
    static func server() async throws -> TestServer {
        try await shared.value
    }

    /// Runs `body` with a server of its own, which is stopped in the end.
    static func withServer<Result>(
        settings: [String: String] = [:],
        nextSequence: [String: Int32] = [:],
        _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        try await inGate(taking: 1) {
            let server = try await TestServer.start(settings: settings, nextSequence: nextSequence)
            return try await finishing {
                try await body(server)
            } finally: {
                try await server.stop()
            }
        }
    }

    /// Runs `body` with an ensemble of three servers of its own, which is stopped in the end.
    static func withEnsemble<Result>(
        settings: [String: String] = [:],
        _ body: (TestEnsemble) async throws -> Result
    ) async throws -> Result {
        try await inGate(taking: 3) {
            let ensemble = try await TestEnsemble.start(settings: settings)
            return try await finishing {
                try await body(ensemble)
            } finally: {
                try await ensemble.stop()
            }
        }
    }

    private static func inGate<Result>(
        taking places: Int,
        _ body: () async throws -> Result
    ) async throws -> Result {
        await gate.enter(taking: places)
        return try await finishing(body) { await gate.leave(freeing: places) }
    }

    /// Runs `end` after `body`, however that ends.
    private static func finishing<Result>(
        _ body: () async throws -> Result,
        finally end: () async throws -> Void
    ) async throws -> Result {
        let result: Result
        do {
            result = try await body()
        } catch {
            try await end()
            throw error
        }
        try await end()
        return result
    }

    /// A path that nobody else uses.
    static func path(_ name: String = #function) -> String {
        "/\(name.prefix { $0.isLetter })-\(UInt64.random(in: 0...UInt64.max))"
    }

    static func opts(sessionTimeout: Duration = .seconds(10), auth: ConnectionOpts.Auth? = nil)
        -> ConnectionOpts
    {
        // The machine may be busy; what a test waits for is the condition, not the clock.
        ConnectionOpts(
            connectTimeout: .seconds(20),
            initialSessionTimeout: .seconds(20),
            sessionTimeout: sessionTimeout,
            auth: auth
        )
    }

    /// Runs `body` with a connection that is closed in the end.
    static func withConnection<Result>(
        to address: String,
        opts: ConnectionOpts = opts(),
        _ body: (ZKConnection) async throws -> Result
    ) async throws -> Result {
        try await withConnection(to: [address], opts: opts, body)
    }

    /// Runs `body` with a connection to one of several servers, which is closed in the end.
    static func withConnection<Result>(
        to addresses: [String],
        opts: ConnectionOpts = opts(),
        _ body: (ZKConnection) async throws -> Result
    ) async throws -> Result {
        let connection = ZKConnection(addrs: addresses, opts: opts)
        try await connection.connect()
        return try await finishing {
            try await body(connection)
        } finally: {
            await connection.close()
        }
    }

    /// Runs `body` with a proxy in front of a server.
    static func withProxy<Result>(
        to server: TestServer,
        _ body: (FaultProxy) async throws -> Result
    ) async throws -> Result {
        let proxy = try await FaultProxy.start(to: server.address)
        return try await finishing {
            try await body(proxy)
        } finally: {
            await proxy.stop()
        }
    }
}

/// The code of the `ZKError` that `body` throws; `nil` where it throws none.
func code(_ body: () async throws -> Void) async -> ZKError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? ZKError)?.code
    }
}

/// The code of the `ElectorError` that `body` throws; `nil` where it throws none.
func electorCode(_ body: () async throws -> Void) async -> ElectorError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? ElectorError)?.code
    }
}

/// The first of `events` for which `condition` holds.
func first<Element: Sendable>(
    _ events: AsyncStream<Element>,
    within limit: Duration = .seconds(30),
    where condition: @escaping @Sendable (Element) -> Bool = { _ in true }
) async throws -> Element? {
    try await withDeadline(limit, timeout: TestKitError("no such event within \(limit)")) {
        await events.first(where: condition)
    }
}
