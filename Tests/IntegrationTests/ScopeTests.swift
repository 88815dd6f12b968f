import LeaderElection
import Testing
import ZooKeeperTestKit

/// `withConnection`: whatever happens, nothing is left of the session.
@Suite(.timeLimit(.minutes(3)))
struct ScopeTests {
    private struct Failure: Error {}

    @Test func returnsTheValueAndCloses() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let (connection, data) = try await ZKConnection.withConnection(
            addrs: [server.address],
            opts: Fixture.opts()
        ) { connection in
            _ = try await connection.create(path, data: [7], flags: .ephemeral)
            return (connection, try await connection.get(path).data)
        }
        #expect(data == [7])
        #expect(await code { _ = try await connection.get(path) } == .closing)
        try await expectGone(path)
    }

    @Test func closesWhenTheBodyThrows() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        await #expect(throws: Failure.self) {
            try await ZKConnection.withConnection(addrs: [server.address], opts: Fixture.opts()) {
                _ = try await $0.create(path, flags: .ephemeral)
                throw Failure()
            }
        }
        try await expectGone(path)
    }

    @Test func closesWhenItIsCancelled() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let (created, signal) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await ZKConnection.withConnection(addrs: [server.address], opts: Fixture.opts()) {
                _ = try await $0.create(path, flags: .ephemeral)
                signal.finish()
                try await Task.sleep(for: .seconds(3_600))
            }
        }
        for await _ in created {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await expectGone(path)
    }

    @Test func doesNotRunTheBodyWithoutAConnection() async throws {
        let opts = ConnectionOpts(connectTimeout: .milliseconds(20))
        let code = await code {
            try await ZKConnection.withConnection(addrs: ["127.0.0.1:1"], opts: opts) { _ in
                _ = Issue.record("there is no connection")
            }
        }
        #expect(code == .operationTimeout)
    }

    /// What belongs to an actor can be used in the body, and returned from it.
    @MainActor @Test func runsOnTheActorOfItsCaller() async throws {
        final class Own { var count = 0 }
        let own = Own()
        let server = try await Fixture.server()
        let same = try await ZKConnection.withConnection(addrs: [server.address], opts: Fixture.opts()) {
            _ = try await $0.exists("/")
            MainActor.assertIsolated()
            own.count += 1
            return own
        }
        #expect(same === own)
        #expect(own.count == 1)
    }

    private func expectGone(_ path: String) async throws {
        let server = try await Fixture.server()
        try await Fixture.withConnection(to: server.address) { connection in
            let stat = try await connection.exists(path)
            #expect(stat == nil)
        }
    }
}
