import LeaderElection
import Testing
import ZooKeeperTestKit

/// The elector when things break, under the contract that any loss of the connection ends it.
@Suite(.timeLimit(.minutes(5)))
struct ElectionFaultTests {
    /// Of a session whose lease outlives what a busy machine takes to hear of its end.
    private let patient = Fixture.opts(sessionTimeout: .seconds(60))

    /// Scenario 1: the session ends while the server is away; the old node is still listed when it returns.
    @Test func aLeaderWhoseSessionEndedNeverLeadsOnItsOldNode() async throws {
        try await Fixture.withServer { server in
            let old = try await candidate("old", at: "/base", on: server.address, sessionTimeout: .seconds(2))
            try await old.expect(leader: true)
            try await server.kill()
            try await old.expectEnd(.disconnected)
            try await old.close()
            try await server.restart()
            // The old node may be there for another session timeout, and whoever comes stands behind it.
            let new = try await candidate("new", at: "/base", on: server.address)
            try await new.untilLeading()
            #expect(!old.isLeader)
            let nodes = try await children(of: "/base", on: server.address)
            #expect(nodes.count == 1)
            try await new.close()
        }
    }

    /// Scenario 4: what is not true any more is not told. In Go a slow reader is handed it.
    @Test func aReaderThatWasLateIsNotToldThatItLeads() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            let elector = try await Elector.start(
                ident: "me",
                basePath: path,
                connector: .existingConnection(conn: connection, events: connection.events())
            )
            try await Poll.until("it leads") { elector.isLeader }
            try await server.expire(sessionID: try #require(connection.sessionID))
            try await Poll.until("it has lost") { !elector.isLeader }
            let event = try #require(try await elector.next())
            #expect(!event.leader)
            #expect(event.error is ElectorError)
            #expect(try await elector.next() == nil)
            try await elector.close()
        }
    }

    @Test func expiryIsSaidToBeExpiry() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                // A hand-written relay that hides the disconnect: what is left is the expiry itself, before the lease is over.
                try await Fixture.withConnection(to: proxy.address, opts: patient) { connection in
                    let (events, sink) = AsyncStream.makeStream(of: ZKEvent.self)
                    let relay = Task {
                        for await event in connection.events() where event.state != .disconnected {
                            sink.yield(event)
                        }
                    }
                    let elector = try await Elector.start(
                        ident: "me",
                        basePath: "/base",
                        connector: .existingConnection(conn: connection, events: events)
                    )
                    try await elector.expect(leader: true)
                    // Nothing is asked any more that would get no answer.
                    try await Poll.until("its node is watched") {
                        try await server.statistics()["watch_count"] == "1"
                    }
                    // Not to come back in the very moment: see `expire`.
                    proxy.accept(false)
                    try await server.expire(sessionID: try #require(connection.sessionID))
                    proxy.accept(true)
                    try await elector.expectEnd(.sessionExpired)
                    try await elector.close()
                    relay.cancel()
                }
            }
        }
    }

    @Test func refusedCredentialsAreSaidToBeThat() async throws {
        let server = try await Fixture.server()
        try await Fixture.withConnection(to: server.address, opts: patient) { connection in
            let elector = try await Elector.start(
                ident: "me",
                basePath: Fixture.path(),
                connector: .existingConnection(conn: connection, events: connection.events())
            )
            try await elector.expect(leader: true)
            #expect(
                await code { try await connection.addAuth(scheme: "no-such-scheme", secret: []) }
                    == .authFailed
            )
            try await elector.expectEnd(.authFailed)
            try await elector.close()
        }
    }

    @Test func closingTheBorrowedConnectionEndsIt() async throws {
        let server = try await Fixture.server()
        let connection = ZKConnection(addrs: [server.address], opts: patient)
        try await connection.connect()
        let elector = try await Elector.start(
            ident: "me",
            basePath: Fixture.path(),
            connector: .existingConnection(conn: connection, events: connection.events())
        )
        try await elector.expect(leader: true)
        await connection.close()
        try await elector.expectEnd(.connectionClosed)
        try await elector.close()
    }

    /// Scenarios 8 and 17: the reply to the create, or to anything else of the start, is lost.
    @Test(arguments: [Operation.create2, .getData, .getChildren2])
    func aCutInTheMiddleOfAStartLeavesNoNode(operation: Operation) async throws {
        try await Fixture.withServer { server in
            // With nobody in front it might lead before anything is lost.
            let front = try await candidate("front", at: "/base", on: server.address)
            try await front.untilLeading()
            try await Fixture.withProxy(to: server) { proxy in
                proxy.cutAfterApplying(operation)
                let unlucky = try await candidate(
                    "unlucky",
                    at: "/base",
                    on: proxy.address,
                    sessionTimeout: .seconds(60)
                )
                try await unlucky.expectEnd(.disconnected)
                #expect(!proxy.isArmed)
                // It does not wait for its session to end: the connection comes back, and the node goes.
                try await unlucky.close()
                #expect(try await children(of: "/base", on: server.address).count == 1)
                let next = try await candidate("next", at: "/base", on: server.address)
                try await front.close()
                try await next.untilLeading()
                #expect(try await children(of: "/base", on: server.address).count == 1)
                try await next.close()
            }
        }
    }

    /// Scenario 8 where the elector goes on: one node, and a leader without waiting for a session to end.
    @Test(arguments: SelfHealingTests.healing, [FaultProxy.cutAfterApplying, FaultProxy.cutBefore])
    func aCreateWhoseReplyIsLostMakesOneNode(
        policy: Elector.Policy,
        cut: @Sendable (FaultProxy) -> (Operation) -> Void
    ) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(to: server.address) { _ = try await $0.create("/base") }
            try await Fixture.withProxy(to: server) { proxy in
                cut(proxy)(.create2)
                let unlucky = try await candidate(
                    "unlucky",
                    at: "/base",
                    on: proxy.address,
                    sessionTimeout: .seconds(60),
                    policy: policy
                )
                try await unlucky.untilLeading()
                #expect(!proxy.isArmed)
                #expect(try await children(of: "/base", on: server.address).count == 1)
                try await unlucky.close()
            }
        }
    }

    /// Scenario 8: the reply to the delete is lost.
    @Test func aCutInTheMiddleOfACloseLeavesNoNode() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                for fault in [FaultProxy.cutAfterApplying, FaultProxy.cutBefore] {
                    let elector = try await candidate("me", at: "/base", on: proxy.address)
                    try await elector.expect(leader: true)
                    fault(proxy)(.delete)
                    try await elector.close()
                    #expect(!proxy.isArmed)
                    #expect(try await children(of: "/base", on: server.address) == [])
                }
            }
        }
    }

    /// Scenario 11: the leader goes between the list and the look at it.
    @Test(arguments: ["children", "getW", "childrenW", "get"])
    func aLeaderThatGoesMeanwhileIsNoError(operation: String) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            var others: [Elector] = []
            for ident in ["a", "b", "c"] {
                let elector = try await candidate(ident, at: path, on: server.address)
                _ = try await elector.next()
                others.append(elector)
            }
            let doomed = Locked(others)
            let inFront = Set(try await connection.children(path).children.map { "\(path)/\($0)" })
            let conn = HookedConn(conn: connection) { moment, called, node in
                // After the list, or before a look at somebody in front: then everybody there goes.
                guard called == operation, (moment == .after) == (operation == "children"),
                    operation == "children" || inFront.contains(node)
                else { return }
                for elector in doomed.withLock({ elector in
                    defer { elector = [] }
                    return elector
                }) {
                    try await elector.close()
                }
            }
            let elector = try await Elector.start(
                ident: "me",
                basePath: path,
                connector: .existingConnection(conn: conn, events: connection.events())
            )
            try await elector.untilLeading()
            #expect(elector.leaderIdent == "me")
            try await elector.close()
        }
    }

    /// Scenario 12, the fail-stop half: an operator deletes a node.
    @Test func aDeletedNodeEndsItsCandidate() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let leader = try await candidate("leader", at: path, on: server.address)
        try await leader.expect(leader: true)
        let waiter = try await candidate("waiter", at: path, on: server.address)
        try await waiter.expect(leader: false)
        let last = try await candidate("last", at: path, on: server.address)
        try await last.expect(leader: false)
        try await Fixture.withConnection(to: server.address) { connection in
            let sequence = { (name: String) in String(name.suffix(10)) }
            let nodes = try await connection.children(path).children.sorted { sequence($0) < sequence($1) }
            try await connection.delete("\(path)/\(nodes[1])")
            let error = try await waiter.expectEnd(.ownNodeDeleted)
            #expect(error.path == "\(path)/\(nodes[1])")
            #expect(leader.isLeader)
            try await connection.delete("\(path)/\(nodes[0])")
            try await leader.expectEnd(.ownNodeDeleted)
        }
        try await last.expect(leader: true)
        for elector in [leader, waiter, last] { try await elector.close() }
    }

    /// It has closed its own connection before anybody has told it to.
    @Test func anElectorThatHasEndedHasClosedItsConnection() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
        let elector = try await Elector.start(ident: "me", basePath: path, connector: connection)
        try await elector.expect(leader: true)
        let events = connection.events()
        try await deleteCandidates(of: path, on: server.address)
        try await elector.expectEnd(.ownNodeDeleted)
        _ = try await first(events) { $0.state == .closed }
        #expect(await code { _ = try await connection.get("/") } == .closing)
        try await elector.close()
    }

    /// Scenario 12: it is the watch on its node that tells a leader, and not the next confirmation, some seconds later.
    @Test func aLeaderIsToldOfTheDeletionOfItsNodeByItsWatch() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            let confirmations = Locked(0)
            // It does not tell its session timeout: so there is one confirmation and no lease.
            let conn = HookedConn(conn: connection) { moment, operation, _ in
                if operation == "multi", moment == .before { confirmations.withLock { $0 += 1 } }
            }
            let leader = try await Elector.start(
                ident: "leader",
                basePath: path,
                connector: .existingConnection(conn: conn, events: connection.events())
            )
            try await leader.expect(leader: true)
            try await deleteCandidates(of: path, on: server.address)
            try await leader.expectEnd(.ownNodeDeleted)
            #expect(confirmations.withLock { $0 } == 1)
            try await leader.close()
        }
    }

    @Test func aWipedBasePathEndsEverybody() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        var electors: [Elector] = []
        for number in 0..<3 {
            let elector = try await candidate("\(number)", at: path, on: server.address)
            try await elector.expect(leader: number == 0)
            electors.append(elector)
        }
        try await Fixture.withConnection(to: server.address) { connection in
            let nodes = try await connection.children(path).children.sorted { $0.suffix(10) > $1.suffix(10) }
            // From behind, so that nobody is woken as a successor.
            for name in nodes { try await connection.delete("\(path)/\(name)") }
            try await connection.delete(path)
        }
        for elector in electors {
            try await elector.expectEnd(.ownNodeDeleted)
            try await elector.close()
        }
    }

    /// Data that somebody writes to a node changes nothing about who leads.
    @Test func aChangedNodeIsStillACandidate() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let leader = try await candidate("leader", at: path, on: server.address)
        try await leader.expect(leader: true)
        let waiter = try await candidate("waiter", at: path, on: server.address)
        try await waiter.expect(leader: false)
        try await Fixture.withConnection(to: server.address) { connection in
            for name in try await connection.children(path).children {
                try await connection.set("\(path)/\(name)", data: Array("renamed".utf8))
            }
        }
        try await Poll.until("the new ident is seen") { waiter.leaderIdent == "renamed" }
        #expect(leader.isLeader)
        try await leader.close()
        try await waiter.expect(leader: true)
        try await waiter.close()
    }

    /// Scenario 14.
    @Test func aThousandTimesStartAndClose() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await withThrowingTaskGroup { group in
            for lane in 0..<20 {
                group.addTask {
                    for round in 0..<50 {
                        let elector = try await candidate("\(lane).\(round)", at: path, on: server.address)
                        let events = Task { await elector.events.reduce(into: 0) { count, _ in count += 1 } }
                        try await Task.sleep(for: .microseconds(Int.random(in: 0...8_000)))
                        try await withDeadline(.seconds(30)) { try await elector.close() }
                        let count = try await withDeadline(.seconds(30)) { await events.value }
                        #expect(count <= 3)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await children(of: path, on: server.address) == [])
    }

    /// Scenario 15: closed, or let go of, at each of its calls until it knows whether it leads: behind others, and where there is not
    /// even a base path.
    @Test(
        arguments: [HookedConn.Moment.before, .after],
        [(true, true), (true, false), (false, true), (false, false)] as [(closes: Bool, leads: Bool)]
    )
    func endedAtAnyPointItLeavesNoNode(
        moment: HookedConn.Moment,
        how: (closes: Bool, leads: Bool)
    ) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        var others: [Elector] = []
        for ident in how.leads ? [] : ["ahead", "second"] {
            let elector = try await candidate(ident, at: path, on: server.address)
            try await elector.expect(leader: others.isEmpty)
            others.append(elector)
        }
        try await Fixture.withConnection(to: server.address) { connection in
            /// - Parameter hook: gets the number of each call at the moment.
            func start(
                at path: String,
                hook: @escaping @Sendable (Int) async -> Void
            ) async throws -> Elector {
                let calls = Locked(0)
                let conn = HookedConn(conn: connection) { now, _, _ in
                    guard now == moment else { return }
                    await hook(
                        calls.withLock { calls in
                            calls += 1
                            return calls
                        }
                    )
                }
                return try await Elector.start(
                    ident: "me",
                    basePath: path,
                    connector: .existingConnection(conn: conn, events: connection.events())
                )
            }
            // What is above it is missing as well, each time.
            func base(_ number: Int) -> String { how.leads ? "\(path)-\(number)/base" : path }
            func standing(at path: String) async throws -> Int {
                Int(try await connection.exists(path)?.numChildren ?? 0)
            }

            let calls = Locked(0)
            let undisturbed = try await start(at: base(0)) { number in calls.withLock { $0 = max($0, number) }
            }
            try await undisturbed.expect(leader: how.leads)
            try await Poll.until("all its calls are made") { calls.withLock { $0 } >= 7 }
            let points = calls.withLock { $0 }
            try await undisturbed.close()
            for point in 1...points {
                let (reached, sink) = AsyncStream.makeStream(of: Void.self)
                do {
                    let elector = try await start(at: base(point)) { number in
                        guard number == point else { return }
                        sink.yield()
                        // It is here, between two of its steps, that the end comes.
                        for _ in 0..<5 { await Task.yield() }
                    }
                    try await withDeadline(.seconds(30)) { for await _ in reached { break } }
                    if how.closes {
                        try await elector.close()
                        #expect(try await standing(at: base(point)) == others.count)
                    }
                }
                try await Poll.until("only the others stand") {
                    try await standing(at: base(point)) == others.count
                }
            }
        }
        for elector in others.reversed() { try await elector.close() }
    }

    /// Scenario 15: closed before it has done anything.
    @Test func closedAtOnceItLeavesNoNode() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            for _ in 0..<200 {
                let elector = try await Elector.start(
                    ident: "me",
                    basePath: path,
                    connector: .existingConnection(conn: connection, events: connection.events())
                )
                try await elector.close()
                #expect(try await connection.exists(path)?.numChildren ?? 0 == 0)
            }
        }
    }

    /// Scenario 15: the task that starts is cancelled.
    @Test func cancelledStartsLeaveNoNode() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        for _ in 0..<100 {
            let task = Task { try await candidate("me", at: path, on: server.address) }
            try await Task.sleep(for: .microseconds(Int.random(in: 0...8_000)))
            task.cancel()
            try? await task.value.close()
        }
        try await untilNobodyStands(at: path, on: server.address)
    }

    /// Scenario 17. In Go an elector that ended with an error leads for ever.
    @Test func anElectorThatEndedDoesNotBlockTheOthers() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        struct Fault: Error {}
        try await Fixture.withConnection(to: server.address) { connection in
            let conn = HookedConn(conn: connection) { _, operation, _ in
                if operation == "children" { throw Fault() }
            }
            let elector = try await Elector.start(
                ident: "dead",
                basePath: path,
                connector: .existingConnection(conn: conn, events: connection.events())
            )
            let event = try #require(try await elector.next())
            #expect(event.error is Fault)
            let other = try await candidate("alive", at: path, on: server.address)
            try await other.untilLeading()
            try await other.close()
            #expect(connection.sessionID != nil)
        }
    }

    /// Scenario 20: whatever fails, and however late, ends in one error and never in silence.
    @Test(arguments: [
        "createProtected", "getW", "children", "childrenW", "existsW", "get", "multi",
    ])
    func aCallThatFailsIsTold(operation: String) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        struct Fault: Error {}
        let ahead = [
            try await candidate("a", at: path, on: server.address),
            try await candidate("b", at: path, on: server.address),
        ]
        for elector in ahead { _ = try await elector.next() }
        try await Fixture.withConnection(to: server.address) { connection in
            let failed = Locked(false)
            let conn = HookedConn(conn: connection) { _, called, _ in
                guard called == operation else { return }
                failed.withLock { $0 = true }
                throw Fault()
            }
            let elector = try await Elector.start(
                ident: "me",
                basePath: path,
                connector: .existingConnection(conn: conn, events: connection.events())
            )
            let turn = Task {
                // A leader has calls that those who wait do not have.
                if operation == "multi" { for elector in ahead { try await elector.close() } }
            }
            let end = try await first(elector.events) { $0.error != nil }
            #expect(end?.error is Fault)
            #expect(try await elector.next() == nil)
            #expect(failed.withLock { $0 })
            try await turn.value
            try await elector.close()
        }
        for elector in ahead { try await elector.close() }
        try await untilNobodyStands(at: path, on: server.address)
    }

    /// Scenario 17 for a connection that is lost: it is borrowed and comes back, and the node must not stay with it.
    @Test func aBorrowedConnectionThatComesBackBringsNoDeadCandidate() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: proxy.address, opts: patient) { connection in
                    let elector = try await Elector.start(
                        ident: "me",
                        basePath: "/base",
                        connector: .existingConnection(conn: connection, events: connection.events())
                    )
                    try await elector.expect(leader: true)
                    proxy.accept(false)
                    proxy.cut()
                    try await elector.expectEnd(.disconnected)
                    // Does not wait for a server that is away.
                    try await elector.close()
                    #expect(try await children(of: "/base", on: server.address).count == 1)
                    proxy.accept(true)
                    try await untilNobodyStands(at: "/base", on: server.address)
                    #expect(connection.sessionID != nil)
                }
            }
        }
    }

    /// A server that has stopped answering: the loss is noticed, and closing comes to an end.
    @Test func aServerThatStandsStillEndsIt() async throws {
        try await Fixture.withServer { server in
            let elector = try await candidate(
                "me",
                at: "/base",
                on: server.address,
                sessionTimeout: .seconds(3)
            )
            try await elector.expect(leader: true)
            try server.suspend()
            try await elector.expectEnd(.leaseExpired)
            try await withDeadline(.seconds(60)) { try await elector.close() }
            try server.resume()
            try await untilNobodyStands(at: "/base", on: server.address)
        }
    }
}
