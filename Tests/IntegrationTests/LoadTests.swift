import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

/// Much of everything: nothing is lost, and what it costs is printed and has a limit. Run apart, by `scripts/load`: each counts what
/// the whole process takes.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct LoadTests {
    /// Prints what `body` costs for each of `count`, and checks it.
    ///
    /// - Parameters:
    ///   - kibibytes: how many it may take at most, which is about twice what was seen: the allocator has its own ways.
    ///   - threads: how many. A few of the runtime's come and go.
    ///   - packets: how many may come to the server. Of ten thousand leaders it is one more for each while the others are waited for:
    ///     they confirm their leases.
    private func cost(
        _ what: String,
        of count: Int,
        kibibytes: Double,
        threads: Double = 0,
        packets: Double,
        on server: TestServer,
        _ body: () async throws -> Void
    ) async throws {
        let before = (resources: Resources.now, packets: try await server.packetsReceived())
        let start = ContinuousClock.now
        try await body()
        let seconds = start.duration(to: .now) / .seconds(1)
        let after = (resources: Resources.now, packets: try await server.packetsReceived())
        func each(_ amount: Int) -> Double { Double(amount) / Double(count) }
        func text(_ amount: Double) -> String { amount.formatted(.number.precision(.fractionLength(2))) }
        let memory = each(after.resources.memory - before.resources.memory) / 1_024
        let more = each(after.resources.threads - before.resources.threads)
        let asked = each(after.packets - before.packets)
        print(
            "load: \(what): \(seconds.formatted(.number.precision(.fractionLength(1)))) s,",
            "for each of \(count):",
            "\(text(memory)) KiB, \(text(more)) threads, \(text(asked)) packets"
        )
        if Resources.countsMemory { #expect(memory <= kibibytes) }
        #expect(more <= threads + 8 / Double(count))
        #expect(asked <= packets + 20 / Double(count))
    }

    private func candidates(
        _ numbers: Range<Int>,
        path: (Int) -> String,
        over connection: ZKConnection
    ) async throws -> [Elector] {
        var electors: [Elector] = []
        for number in numbers {
            electors.append(
                try await Elector.start(
                    ident: "\(number)",
                    basePath: path(number),
                    connector: .existingConnection(conn: connection, events: connection.events())
                )
            )
        }
        return electors
    }

    private func close(_ electors: some Sequence<Elector>) async throws {
        try await withThrowingTaskGroup { group in
            for elector in electors { group.addTask { try await elector.close() } }
            try await group.waitForAll()
        }
    }

    /// All in one line, over one connection; ten leaders go one after another, and everybody knows the next one.
    @Test func aThousandCandidatesInOneElection() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(
                to: server.address,
                opts: Fixture.opts(sessionTimeout: .seconds(60))
            ) { connection in
                let count = 1_000
                var electors = try await candidates(0..<1, path: { _ in "/base" }, over: connection)
                try await electors[0].expect(leader: true)
                try await cost("a candidate joins", of: count - 1, kibibytes: 160, packets: 7, on: server) {
                    electors += try await candidates(1..<count, path: { _ in "/base" }, over: connection)
                    for elector in electors.dropFirst() { try await elector.expect(leader: false) }
                }
                // In the order of the server, which need not be that of the starts.
                var line = try await electors[0].participants()
                #expect(line.count == count)
                for _ in 0..<10 {
                    let leader = try #require(electors.first { $0.isLeader })
                    line.removeFirst()
                    let next = try #require(line.first?.ident)
                    try await cost("a change of leader", of: line.count, kibibytes: 8, packets: 2, on: server)
                    {
                        try await leader.close()
                        electors.removeAll { $0 === leader }
                        try await Poll.until("everybody knows \(next)", within: .seconds(60)) {
                            electors.allSatisfy { $0.leaderIdent == next }
                        }
                    }
                    #expect(electors.filter(\.isLeader).count == 1)
                }
                try await close(electors.reversed())
                #expect(try await connection.children("/base").children == [])
            }
        }
    }

    @Test func tenThousandElectionsOnOneConnection() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(
                to: server.address,
                opts: Fixture.opts(sessionTimeout: .seconds(60))
            ) { connection in
                let count = 10_000
                _ = try await connection.create("/elections")
                var electors: [Elector] = []
                try await cost("an election is won", of: count, kibibytes: 90, packets: 9, on: server) {
                    electors = try await candidates(0..<count, path: { "/elections/\($0)" }, over: connection)
                    try await Poll.until("all lead", within: .seconds(300)) {
                        electors.allSatisfy(\.isLeader)
                    }
                }
                try await cost("an election is confirmed", of: count, kibibytes: 4, packets: 2, on: server) {
                    let packets = try await server.packetsReceived()
                    try await Poll.until("as many confirmations as elections", within: .seconds(60)) {
                        try await server.packetsReceived() - packets >= count
                    }
                    #expect(electors.allSatisfy { $0.isLeader })
                }
                try await cost("an election is left", of: count, kibibytes: 4, packets: 2, on: server) {
                    try await close(electors)
                }
                for number in 0..<count
                where try await !connection.children("/elections/\(number)").children.isEmpty {
                    Issue.record("a node is left in \(number)")
                }
            }
        }
    }

    @Test func twoHundredConnections() async throws {
        try await Fixture.withServer { server in
            let count = 200
            var connections: [ZKConnection] = []
            try await cost("a connection", of: count, kibibytes: 60, threads: 2, packets: 2, on: server) {
                for _ in 0..<count {
                    let connection = ZKConnection(
                        addrs: [server.address],
                        opts: Fixture.opts(sessionTimeout: .seconds(60))
                    )
                    try await connection.connect()
                    connections.append(connection)
                }
            }
            #expect(Set(connections.map(\.sessionID)).count == count)
            for (number, connection) in connections.enumerated() {
                _ = try await connection.create("/\(number)", flags: .ephemeral)
            }
            await withDiscardingTaskGroup { group in
                for connection in connections { group.addTask { await connection.close() } }
            }
            #expect(try await children(of: "/", on: server.address) == ["zookeeper"])
        }
    }

    /// Neither the events of the connection nor those of the elector are ever read.
    @Test func aConsumerThatNeverReads() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(
                    to: proxy.address,
                    opts: Fixture.opts(sessionTimeout: .seconds(60))
                ) { connection in
                    let unread = connection.events()
                    let elector = try await Elector.start(
                        ident: "a",
                        basePath: "/base",
                        connector: .existingConnection(conn: connection, events: connection.events()),
                        policy: .stepDown
                    )
                    let changes = elector.leaderChanges
                    try await Poll.until("it leads") { elector.isLeader }
                    let count = 50
                    try await cost(
                        "a gain and a loss that nobody reads",
                        of: count,
                        kibibytes: 4,
                        packets: 4.2,
                        on: server
                    ) {
                        for _ in 0..<count {
                            proxy.cut()
                            try await Poll.until("it has lost") { !elector.isLeader }
                            try await Poll.until("it leads again") { elector.isLeader }
                        }
                    }
                    // What was missed is put together: the first gain is left out, for it was lost.
                    try await elector.expect(leader: false)
                    try await elector.expect(leader: true)
                    try await elector.close()
                    _ = (unread, changes)
                }
            }
        }
    }

    @Test func aNodeOfAMebibyte() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(to: server.address) { connection in
                let data = [UInt8](repeating: 7, count: 1_048_000)
                _ = try await connection.create("/large", data: data)
                let count = 200
                try await cost("a megabyte is read", of: count, kibibytes: 16, packets: 1, on: server) {
                    try await withThrowingTaskGroup { group in
                        for _ in 0..<count {
                            group.addTask {
                                let read = try await connection.get("/large").data
                                #expect(read == data)
                            }
                        }
                        try await group.waitForAll()
                    }
                }
            }
        }
    }
}
