import Foundation
import LeaderElection
import Testing

@testable import ZooKeeperTestKit

extension ProcessTests {
    /// What is left in a process after a thousand connections: each test has a process of its own, so that it counts only itself.
    @Suite(.timeLimit(.minutes(5)))
    struct LeakTests {
        @Test func connectAndCloseLeaveNothing() async {
            await #expect(processExitsWith: .success) {
                let server = try await TestServer.start()
                try await expectNoLeak(rounds: 1_000) {
                    let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
                    try await connection.connect()
                    await connection.close()
                }
                try await server.stop()
            }
        }

        /// 44,000 requests and 8,000 watches that are hit, on one connection: so many that 64 bytes of one kind of request tell.
        @Test func requestsAndWatchesLeaveNothing() async {
            await #expect(processExitsWith: .success) {
                let server = try await TestServer.start()
                try await Fixture.withConnection(to: server.address) { connection in
                    try await expectNoLeak(rounds: 20, noise: 400_000) {
                        try await withThrowingTaskGroup { group in
                            for number in 0..<200 {
                                group.addTask {
                                    let path = try await connection.create("/\(number)", data: [1])
                                    let hit = try await connection.getW(path).events
                                    _ = try await connection.exists(path)
                                    _ = try await connection.children(path)
                                    _ = try await connection.set(path, data: [2])
                                    for await _ in hit { break }
                                    _ = try? await connection.get("\(path)-none")
                                    let gone = try await connection.existsW(path).events
                                    try await connection.multi([.check(path), .delete(path)])
                                    for await _ in gone { break }
                                }
                            }
                            try await group.waitForAll()
                        }
                    }
                }
                try await server.stop()
            }
        }

        @Test func failedConnectsLeaveNothing() async {
            await #expect(processExitsWith: .success) {
                try await expectNoLeak(rounds: 200) {
                    let connection = ZKConnection(
                        addrs: ["127.0.0.1:1"],
                        opts: ConnectionOpts(connectTimeout: .milliseconds(5))
                    )
                    _ = try? await connection.connect()
                    // Not closed: nothing was opened.
                }
            }
        }

        @Test func connectionsThatAreLetGoOfLeaveNothing() async {
            await #expect(processExitsWith: .success) {
                let server = try await TestServer.start()
                try await expectNoLeak(rounds: 200) {
                    let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
                    try await connection.connect()
                }
                try await server.stop()
            }
        }

        /// A start that fails, for whatever reason but a name that does not resolve: with that the system may be busy for longer.
        @Test func failedStartsLeaveNothing() async {
            await #expect(processExitsWith: .success) {
                let server = try await TestServer.start()
                try await JunkServer.run(answer: nil) { silence in
                    try await JunkServer.run(answer: [UInt8](repeating: 0xFF, count: 64)) { noise in
                        let unknown = ConnectionOpts.Auth(scheme: "no-such-scheme", secret: [])
                        let attempts: [(address: String, auth: ConnectionOpts.Auth?)] = [
                            ("127.0.0.1:1", nil), (silence, nil), (noise, nil), (server.address, unknown),
                        ]
                        try await expectNoLeak(rounds: 30) {
                            for (address, auth) in attempts {
                                let opts = ConnectionOpts(
                                    connectTimeout: .milliseconds(50),
                                    initialSessionTimeout: .milliseconds(auth == nil ? 50 : 20_000),
                                    auth: auth
                                )
                                await #expect(throws: ZKError.self) {
                                    try await Elector.start(
                                        ident: "me",
                                        basePath: "/base",
                                        connector: .newConnection(addrs: [address], opts: opts)
                                    )
                                }
                            }
                        }
                    }
                }
                #expect(try await children(of: "/base", on: server.address) == [])
                try await server.stop()
            }
        }

        /// Lengths that never come, answers that go on, answers to nobody.
        @Test func aHostileServerMakesNothingGrow() async {
            await #expect(processExitsWith: .success) {
                let server = try await TestServer.start()
                // Swift Testing keeps a backtrace of each error that is thrown, which are many here: 1 MB in 20 rounds.
                try await expectNoLeak(rounds: 20, noise: 4_000_000) {
                    let relay = try await Relay.start(to: server.address) {
                        let seed = UInt64.random(in: 0...UInt64.max)
                        return [
                            .toClient: ManglingFilter(
                                ManglingFilter.Harm.allCases,
                                sparing: 1...20,
                                seed: seed
                            )
                        ]
                    }
                    await withDiscardingTaskGroup { group in
                        for _ in 0..<8 { group.addTask { await exercise(relay.address, at: Fixture.path()) } }
                    }
                    await relay.stop()
                }
                try await server.stop()
            }
        }

        /// Whoever waits for long sees many leaders.
        @Test func changesOfLeaderLeaveNothing() async {
            await #expect(processExitsWith: .success) {
                let server = try await TestServer.start()
                try await Fixture.withConnection(
                    to: server.address,
                    opts: Fixture.opts(sessionTimeout: .seconds(60))
                ) {
                    connection in
                    var line: [Elector] = []
                    for number in 0..<20 {
                        let elector = try await Elector.start(
                            ident: "\(number)",
                            basePath: "/base",
                            connector: .existingConnection(conn: connection, events: connection.events())
                        )
                        try await elector.expect(leader: number == 0)
                        line.append(elector)
                    }
                    var turn = 0
                    try await expectNoLeak(rounds: 200) {
                        try await line[turn].resign()
                        turn = (turn + 1) % line.count
                        try await Poll.until("the next one is known") {
                            line.allSatisfy { $0.leaderIdent == "\(turn)" }
                        }
                    }
                    for elector in line { try await elector.close() }
                }
                try await server.stop()
            }
        }

        @Test func electorsAndExpiredSessionsLeaveNothing() async {
            await #expect(processExitsWith: .success) {
                let server = try await TestServer.start()
                try await expectNoLeak(rounds: 200) {
                    let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
                    try await connection.connect()
                    let elector = try await Elector.start(
                        ident: "me",
                        basePath: "/base",
                        connector: connection
                    )
                    _ = await elector.events.first { _ in true }
                    if let session = connection.sessionID { try await server.expire(sessionID: session) }
                    _ = await elector.events.first { $0.error != nil }
                    try await elector.close()
                }
                try await server.stop()
            }
        }
    }
}

/// Runs `body` many times and fails where threads, file descriptors or memory grow with the rounds.
///
/// - Parameter noise: how many bytes a block of rounds may add that have nothing to do with their number. The runtime keeps the timer
///   of each limit that was not reached until then, which is the last 20 s: 2 MB of connections.
private func expectNoLeak(
    rounds: Int,
    noise: Int = 2_000_000,
    _ body: () async throws -> Void
) async throws {
    for _ in 0..<(rounds / 5) { try await body() }
    let before = Resources.now
    let limit = rounds * 1_024 + noise
    var growth: [Int] = []
    // What a round leaves makes each block of rounds grow. The allocator, which has its own ways, does not so three times in a row.
    repeat {
        let memory = Resources.now.memory
        for _ in 0..<rounds { try await body() }
        growth.append(Resources.now.memory - memory)
    } while Resources.countsMemory && growth.count < 3 && growth.allSatisfy { $0 >= limit }
    // The last threads may be on their way out.
    try await Poll.until("threads and descriptors are as before: \(before), now \(Resources.now)") {
        let now = Resources.now
        return now.threads <= before.threads + 2 && now.descriptors <= before.descriptors
    }
    if Resources.countsMemory {
        #expect(growth.contains { $0 < limit }, "bytes more after each \(rounds) rounds: \(growth)")
    }
}
