import LeaderElection
import Testing
import ZooKeeperTestKit

/// Several operations at once: all of them, or none and the first that failed.
@Suite(.timeLimit(.minutes(5)))
struct MultiTests {
    /// Runs `body` with a connection and a node of its own under which it may do what it likes.
    private func with(_ body: (ZKConnection, String) async throws -> Void) async throws {
        try await Fixture.withConnection(to: try await Fixture.server().address) { connection in
            let path = Fixture.path("multi")
            _ = try await connection.create(path, data: [1])
            try await body(connection, path)
        }
    }

    @Test func eachKindHasItsResult() async throws {
        try await with { connection, path in
            _ = try await connection.create("\(path)/old")
            let results = try await connection.multi([
                .check(path, version: 0),
                .create("\(path)/new", data: [2, 0, 255]),
                .set("\(path)/new", data: [3, 4], version: 0),
                .delete("\(path)/old"),
                .check(path),
            ])
            try #require(results.count == 5)
            #expect(results[0] == .checked)
            #expect(results[1] == .created(path: "\(path)/new"))
            guard case .set(let stat) = results[2] else {
                Issue.record("no stat: \(results[2])")
                return
            }
            #expect(stat.version == 1)
            #expect(stat.dataLength == 2)
            let stored = try await connection.exists("\(path)/new")
            #expect(stat == stored)
            #expect(results[3] == .deleted)
            #expect(results[4] == .checked)
            #expect(try await connection.get("\(path)/new").data == [3, 4])
            #expect(try await connection.exists("\(path)/old") == nil)
        }
    }

    @Test func nothingIsDoneForAnEmptyList() async throws {
        try await with { connection, _ in
            let results = try await connection.multi([])
            #expect(results == [])
        }
    }

    @Test func sequentialAndEphemeralNodesHaveTheirRealPaths() async throws {
        try await with { connection, path in
            let results = try await connection.multi([
                .create("\(path)/s-", flags: .sequential),
                .create("\(path)/s-", flags: [.sequential, .ephemeral]),
                .create("\(path)/e", flags: .ephemeral),
                .create("\(path)/", flags: .sequential),
            ])
            let paths = try results.map { result in
                guard case .created(let path) = result else { throw TestKitError("\(result)") }
                return path
            }
            #expect(paths[0] == "\(path)/s-0000000000")
            #expect(paths[1] == "\(path)/s-0000000001")
            #expect(paths[2] == "\(path)/e")
            #expect(paths[3] == "\(path)/0000000003")
            for (path, isEphemeral) in zip(paths, [false, true, true, false]) {
                let owner = try await connection.exists(path)?.ephemeralOwner
                #expect(owner == (isEphemeral ? connection.sessionID : 0))
            }
        }
    }

    @Test(arguments: 0..<5)
    func theFirstThatFailsIsNamedAndNothingIsApplied(index: Int) async throws {
        try await with { connection, path in
            var operations = (0..<5).map { ZKOperation.create("\(path)/\($0)") }
            operations[index] = .delete("\(path)/none")
            // One more that would fail, had the first not.
            operations.append(.check(path, version: 7))
            let error = await #expect(throws: ZKError.self) { try await connection.multi(operations) }
            #expect(
                error
                    == ZKError(.noNode, path: "\(path)/none", operation: "multi", operationIndex: index)
            )
            let children = try await connection.children(path).children
            #expect(children == [])
        }
    }

    @Test func eachError() async throws {
        try await with { connection, path in
            let forbidden = try await connection.create(
                "\(path)/forbidden",
                acl: ZKACL.digest(.all, user: "other", password: "x")
            )
            let ephemeral = try await connection.create("\(path)/ephemeral", flags: .ephemeral)
            let unknown = [ZKACL(perms: .all, scheme: "no-such-scheme", id: "x")]
            let cases: [(ZKOperation, ZKError.Code)] = [
                (.check(path, version: 3), .badVersion), (.check("\(path)/none"), .noNode),
                (.set(path, data: [], version: 3), .badVersion), (.set("\(path)/none", data: []), .noNode),
                (.set(forbidden, data: []), .noAuth), (.check(forbidden), .noAuth),
                (.create(path), .nodeExists), (.create("\(path)/none/child"), .noNode),
                (.create("\(forbidden)/child"), .noAuth),
                (.create("\(ephemeral)/child"), .noChildrenForEphemerals),
                (.create("\(path)/x", acl: unknown), .invalidACL),
                (.create("\(path)/x", acl: []), .invalidACL),
                (.delete(path), .notEmpty), (.delete(path, version: 3), .badVersion),
                (.delete("\(path)/none"), .noNode),
            ]
            for (operation, expected) in cases {
                for operations in [[operation], [.check(path), operation], [operation, .check(path)]] {
                    let error = await #expect(throws: ZKError.self) { try await connection.multi(operations) }
                    #expect(error?.code == expected, "\(operation)")
                    #expect(error?.operationIndex == operations.firstIndex(of: operation))
                    #expect(error?.path == operation.path)
                }
            }
            #expect(try await connection.children(path).children.count == 2)
        }
    }

    /// A write that holds only for as long as a candidate's node is there.
    @Test func aCheckGuardsAWrite() async throws {
        try await with { connection, path in
            let candidate = try await connection.create(
                "\(path)/candidate",
                flags: [.ephemeral, .sequential]
            )
            let write: [ZKOperation] = [.check(candidate, version: 0), .set(path, data: [9])]
            try await connection.multi(write)
            try await connection.delete(candidate)
            #expect(await code { try await connection.multi(write) } == .noNode)
            #expect(try await connection.exists(path)?.version == 1)
        }
    }

    /// The C library frees what is not its own where a path is not valid: none such may reach it.
    @Test func aBadOperationAmongGoodOnesIsRefusedBeforeAnythingIsSent() async throws {
        try await with { connection, path in
            let bad: [ZKOperation] = [
                .delete("no path"), .check(""), .set("\(path)/", data: []), .create("\(path)//x"),
                .create("\(path)/\0"), .create("\(path)/../x", flags: .sequential),
                .create("\(path)/x", flags: .container),
                .create("\(path)/x", flags: [.container, .sequential]),
                .create("\(path)/x", flags: ZKCreateFlags(rawValue: 8)),
            ]
            for operation in bad {
                for index in 0..<3 {
                    var operations = (0..<2).map { ZKOperation.create("\(path)/\($0)") }
                    operations.insert(operation, at: index)
                    let error = await #expect(throws: ZKError.self) { try await connection.multi(operations) }
                    #expect(error?.code == .badArguments)
                    #expect(error?.operationIndex == index)
                    #expect(error?.path == operation.path)
                    #expect(error?.message != nil)
                }
            }
            let children = try await connection.children(path).children
            #expect(children == [])
        }
    }

    @Test func sizes() async throws {
        try await with { connection, path in
            let half = [UInt8](repeating: 7, count: 520_000)
            try await connection.multi([
                .create("\(path)/a", data: half), .create("\(path)/b", data: half),
            ])
            #expect(try await connection.get("\(path)/b").data == half)
            let error = await #expect(throws: ZKError.self) {
                try await connection.multi([
                    .set("\(path)/a", data: half), .set("\(path)/b", data: half + half),
                ])
            }
            #expect(error?.code == .requestTooLarge)
            #expect(error?.operationIndex == nil)
            try await connection.multi((0..<2_000).map { .create("\(path)/a/n-\($0)") })
            #expect(try await connection.exists("\(path)/a")?.numChildren == 2_000)
        }
    }

    /// The largest that is let through is one that a server takes.
    @Test func theLimitIsTheServers() async throws {
        try await with { connection, path in
            let session = connection.sessionID
            var largest: Int?
            for size in stride(from: 1_048_575, to: 1_048_000, by: -1) where largest == nil {
                let write: [ZKOperation] = [
                    .check(path), .set(path, data: [UInt8](repeating: 1, count: size)),
                ]
                if await code({ try await connection.multi(write) }) != .requestTooLarge { largest = size }
            }
            let size = try #require(largest)
            let stored = try await connection.exists(path)?.dataLength
            #expect(stored == Int32(size))
            #expect(connection.sessionID == session)
        }
    }

    // MARK: - Cut short

    @Test func aLostReplyIsALostConnection() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: proxy.address) { connection in
                    let events = connection.events()
                    proxy.cutAfterApplying(.multi)
                    let error = await #expect(throws: ZKError.self) {
                        try await connection.multi([.create("/a"), .create("/b")])
                    }
                    #expect(error?.code.isOutcomeUnknown == true)
                    #expect(error?.operationIndex == nil)
                    _ = try await first(events) { $0.state == .disconnected }
                    _ = try await first(connection.events()) { $0.state == .hasSession }
                    #expect(try await connection.exists("/b") != nil)
                }
            }
        }
    }

    @Test func cancellation() async throws {
        try await with { connection, path in
            for round in 0..<200 {
                let task = Task {
                    try await connection.multi([
                        .create("\(path)/\(round)-", flags: .sequential), .set(path, data: [2]),
                    ])
                }
                if round.isMultiple(of: 2) { await Task.yield() }
                task.cancel()
                if case .failure(let error) = await task.result { #expect(error is CancellationError) }
            }
            // The library has written all its results by the time that it answers this.
            _ = try await connection.get(path)
        }
    }

    @Test func closeWithMultisOnTheirWay() async throws {
        try await Fixture.withServer { server in
            for _ in 0..<40 {
                let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
                try await connection.connect()
                await flood(connection, "/close") { await connection.close() }
            }
        }
    }

    /// The library writes the results of multis whose callers have long been told that the session is over.
    @Test func expiryWithMultisOnTheirWay() async throws {
        try await Fixture.withServer { server in
            for _ in 0..<20 {
                let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
                try await connection.connect()
                let session = try #require(connection.sessionID)
                await flood(connection, "/expiry") { try? await server.expire(sessionID: session) }
                await connection.close()
            }
        }
    }

    @Test func lossOfTheConnectionWithMultisOnTheirWay() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                for round in 0..<10 {
                    try await Fixture.withConnection(to: proxy.address) { connection in
                        for _ in 0..<5 {
                            _ = try await first(connection.events()) { $0.state == .hasSession }
                            await flood(connection, "/loss-\(round)") { proxy.cut() }
                        }
                    }
                }
            }
        }
    }

    /// Sends many multis, of which some are cancelled, and runs `body` amid them. Each is answered.
    private func flood(_ connection: ZKConnection, _ path: String, _ body: () async -> Void) async {
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        let results = try await connection.multi([
                            .create("\(path)-\(number)-", flags: [.ephemeral, .sequential]),
                            .create("\(path)-\(number)-", data: [1], flags: [.ephemeral, .sequential]),
                            .check("/"),
                        ])
                        guard case .created(let first) = results[0], case .checked = results[2] else {
                            Issue.record("\(results)")
                            return
                        }
                        #expect(first.hasPrefix("\(path)-\(number)-"))
                    } catch let error as ZKError {
                        #expect(
                            error.code.isOutcomeUnknown || error.code == .sessionExpired,
                            "\(error)"
                        )
                        #expect(error.operationIndex == nil)
                    } catch {
                        #expect(error is CancellationError)
                    }
                }
            }
            for _ in 0..<50 { _ = await group.next() }
            await body()
            group.cancelAll()
        }
    }
}
