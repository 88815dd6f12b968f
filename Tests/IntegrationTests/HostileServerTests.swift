import Foundation
import LeaderElection
import Testing

@testable import ZooKeeperTestKit

/// A server that answers what no server should. Whatever it sends, the process lives, every call ends, and close returns.
@Suite(.timeLimit(.minutes(5)))
struct HostileServerTests {
    @Test(arguments: ManglingFilter.Harm.allCases)
    func harm(_ harm: ManglingFilter.Harm) async throws {
        let server = try await Fixture.server()
        let harmed = Locked(0)
        for seed in 0..<4 as Range<UInt64> {
            let filter: @Sendable () -> any RelayFilter = {
                ManglingFilter([harm], sparing: 1...20, seed: seed) { _ in harmed.withLock { $0 += 1 } }
            }
            try await with(server, filter) { await exercise($0.address, at: Fixture.path()) }
        }
        #expect(harmed.withLock { $0 } > 4)
    }

    /// The connection ends after each byte of the greeting and of what follows it.
    @Test func theEndAfterEachByte() async throws {
        let server = try await Fixture.server()
        for limit in 1...100 {
            let ends = Locked(0)
            let filter: @Sendable () -> any RelayFilter = {
                ends.withLock { $0 += 1 }
                return DrippingFilter(limit: limit)
            }
            try await with(server, filter) { relay in
                // One of the two is a good one; which of them is the first is left to chance.
                repeat {
                    let connection = ZKConnection(
                        addrs: [relay.address, server.address],
                        opts: Fixture.opts()
                    )
                    try await connection.connect()
                    try await Poll.until("it is answered") { (try? await connection.exists("/")) != nil }
                    await connection.close()
                } while ends.withLock { $0 } == 0
            }
        }
    }

    @Test func oneByteAtATime() async throws {
        let server = try await Fixture.server()
        try await with(server, { DrippingFilter() }) { relay in
            let drip = Task {
                while !Task.isCancelled {
                    relay.control.nudge()
                    await Task.yield()
                }
            }
            try await Fixture.withConnection(to: relay.address) { connection in
                let path = try await connection.create(Fixture.path(), data: Array(0..<200))
                #expect(try await connection.get(path).data == Array(0..<200))
            }
            drip.cancel()
            await drip.value
        }
    }

    /// Runs `body` with a relay to `server` whose answers go through a filter.
    private func with(
        _ server: TestServer,
        _ filter: @escaping @Sendable () -> any RelayFilter,
        _ body: (Relay) async throws -> Void
    ) async throws {
        let relay = try await Relay.start(to: server.address) { [.toClient: filter()] }
        try await body(relay)
        await relay.stop()
    }
}
