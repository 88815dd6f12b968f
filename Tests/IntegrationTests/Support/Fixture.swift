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
        await gate.enter()
        do {
            let server = try await TestServer.start(settings: settings, nextSequence: nextSequence)
            let result: Result
            do {
                result = try await body(server)
            } catch {
                try await server.stop()
                throw error
            }
            try await server.stop()
            await gate.leave()
            return result
        } catch {
            await gate.leave()
            throw error
        }
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
        let connection = ZKConnection(addrs: [address], opts: opts)
        try await connection.connect()
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Runs `body` with a proxy in front of a server.
    static func withProxy<Result>(
        to server: TestServer,
        _ body: (TestProxy) async throws -> Result
    ) async throws -> Result {
        let proxy = try await TestProxy.start(to: server.address)
        do {
            let result = try await body(proxy)
            await proxy.stop()
            return result
        } catch {
            await proxy.stop()
            throw error
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

/// The first of `events` for which `condition` holds.
func first(
    _ events: AsyncStream<ZKEvent>,
    within limit: Duration = .seconds(30),
    where condition: @escaping @Sendable (ZKEvent) -> Bool = { _ in true }
) async throws -> ZKEvent? {
    try await withDeadline(limit, timeout: TestKitError("no such event within \(limit)")) {
        await events.first(where: condition)
    }
}
