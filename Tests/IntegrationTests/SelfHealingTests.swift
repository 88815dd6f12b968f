import LeaderElection
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

/// The policies under which an elector mends what can be mended by itself.
@Suite(.timeLimit(.minutes(5)))
struct SelfHealingTests {
    static let healing: [Elector.Policy] = [.stepDown, .hold]

    // MARK: - Disconnects

    /// A leader that loses its connection is back in its place, with the same node and token.
    @Test func stepDownLosesAtOnceAndIsBackWithoutAnElection() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let leader = try await candidate("a", at: "/base", on: proxy.address, policy: .stepDown)
                let gain = try await leader.expect(leader: true)
                let node = try await children(of: "/base", on: server.address)
                proxy.accept(false)
                proxy.cut()
                #expect(try await leader.expect(leader: false).reason == .disconnected)
                #expect(!leader.isLeader)
                #expect(leader.leaderIdent == "")
                proxy.accept(true)
                #expect(try await leader.expect(leader: true).token == gain.token)
                #expect(try await children(of: "/base", on: server.address) == node)
                try await leader.close()
            }
        }
    }

    /// A disconnect that is shorter than the lease is none of the user's business.
    @Test func holdGoesOnThroughAShortDisconnect() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let leader = try await candidate(
                    "a",
                    at: "/base",
                    on: proxy.address,
                    sessionTimeout: .seconds(40),
                    policy: .hold
                )
                try await leader.expect(leader: true)
                let leadership = try #require(leader.leadership)
                for _ in 0..<5 {
                    let greetings = proxy.requests(.exists)
                    proxy.cut()
                    try await Poll.until("it is back") { proxy.requests(.exists) > greetings }
                    #expect(leadership.isValid)
                    #expect(leader.isLeader)
                }
                // Had there been an event, it would come before the loss by the close.
                try await leader.close()
                #expect(try await leader.next()?.reason == .closed)
                #expect(!leadership.isValid)
            }
        }
    }

    /// The lease runs out before the session does, and says so.
    @Test func holdStopsWhenItsLeaseRunsOut() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let leader = try await candidate(
                    "a",
                    at: "/base",
                    on: proxy.address,
                    sessionTimeout: .seconds(6),
                    policy: .hold
                )
                try await leader.expect(leader: true)
                let leadership = try #require(leader.leadership)
                proxy.accept(false)
                proxy.cut()
                #expect(try await leader.expect(leader: false).reason == .leaseExpired)
                #expect(!leadership.isValid)
                proxy.accept(true)
                try await leader.expect(leader: true)
                try await leader.close()
            }
        }
    }

    /// A connection that is back and gone again before it has confirmed anything does not keep the lapse from being told.
    @Test func holdStopsWhenItsLeaseRunsOutOverASecondDisconnect() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let leader = try await candidate(
                    "a",
                    at: "/base",
                    on: proxy.address,
                    sessionTimeout: .seconds(12),
                    policy: .hold
                )
                try await leader.expect(leader: true)
                proxy.cutBefore(.multi)
                proxy.cut()
                try await Poll.until("it is back, has asked, and was cut off again") { !proxy.isArmed }
                proxy.accept(false)
                proxy.cut()
                #expect(try await leader.expect(leader: false).reason == .leaseExpired)
                #expect(leader.leaderIdent == "")
                proxy.accept(true)
                try await leader.expect(leader: true)
                try await leader.close()
            }
        }
    }

    /// Scenario 16: whoever waits takes over, although its predecessor left during the outage.
    @Test(arguments: healing)
    func aWaiterThatWasDisconnectedTakesOver(policy: Elector.Policy) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: server.address) { connection in
                    for round in 0..<50 {
                        let path = "/base-\(round)"
                        let predecessor = try await Elector.start(
                            ident: "first",
                            basePath: path,
                            connector: .existingConnection(conn: connection, events: connection.events())
                        )
                        try await predecessor.expect(leader: true)
                        let waiter = try await candidate("w", at: path, on: proxy.address, policy: policy)
                        // At any moment of its start and after it.
                        try await Task.sleep(for: .microseconds(Int.random(in: 0...10_000)))
                        proxy.accept(false)
                        proxy.cut()
                        try await predecessor.close()
                        proxy.accept(true)
                        try await waiter.untilLeading()
                        #expect(try await connection.children(path).children.count == 1)
                        try await waiter.close()
                    }
                }
            }
        }
    }

    /// Scenario 19: two waiters lose their leader while they reconnect.
    @Test(arguments: healing)
    func ofTwoThatReconnectOneLeads(policy: Elector.Policy) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                for round in 0..<10 {
                    let path = "/base-\(round)"
                    let leader = try await candidate("leader", at: path, on: server.address)
                    try await leader.expect(leader: true)
                    let creates = proxy.requests(.create2)
                    let first = try await candidate("first", at: path, on: proxy.address, policy: policy)
                    try await first.expect(leader: false)
                    let second = try await candidate("second", at: path, on: proxy.address, policy: policy)
                    try await second.expect(leader: false)
                    proxy.accept(false)
                    proxy.cut()
                    try await leader.close()
                    proxy.accept(true)
                    try await first.untilLeading()
                    try await Poll.until("the other one knows") { second.leaderIdent == "first" }
                    #expect(!second.isLeader)
                    #expect(proxy.requests(.create2) == creates + 2, "one create for each session")
                    try await first.close()
                    try await second.untilLeading()
                    try await second.close()
                }
            }
        }
    }

    // MARK: - A new session

    /// Scenario 18 and 1: whoever lost its session stands again, and not on its old node.
    @Test(arguments: healing)
    func aLostSessionIsFollowedByAnother(policy: Elector.Policy) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        // Its owner learns of an expiry with its next ping, which comes after a third of the timeout.
        func candidate(_ ident: String) async throws -> Elector {
            try await IntegrationTests.candidate(
                ident,
                at: path,
                on: server.address,
                sessionTimeout: .seconds(8),
                policy: policy
            )
        }
        let first = try await candidate("first")
        try await first.expect(leader: true)
        let second = try await candidate("second")
        try await second.expect(leader: false)
        try await Fixture.withConnection(to: server.address) { connection in
            for _ in 0..<3 {
                let before = try await first.participants()
                try await expireOwner(of: "second", at: path, on: server, connection)
                try await Poll.until("it stands again") {
                    let now = try await first.participants()
                    return now.map(\.ident) == ["first", "second"] && now[1].token > before[1].token
                }
                #expect(first.isLeader)
                #expect(!second.isLeader)
            }
            let token = try #require(first.leadership).token
            try await expireOwner(of: "first", at: path, on: server, connection)
            try await second.untilLeading()
            #expect(try #require(second.leadership).token > token)
            let loss = try await first.expect(leader: false)
            // Whichever of them is heard first: under `.hold` the expiry is told by the next answer, and the lease may end before.
            let reasons: [LossReason?] = [.sessionExpired, .disconnected, .ownNodeDeleted, .leaseExpired]
            #expect(reasons.contains(loss.reason), "\(loss) \(String(describing: loss.reason))")
            try await Poll.until("it stands behind") {
                try await second.participants().map(\.ident) == ["second", "first"]
            }
            #expect(!first.isLeader)
        }
        try await second.close()
        try await first.untilLeading()
        try await first.close()
        #expect(try await children(of: path, on: server.address) == [])
    }

    private func expireOwner(
        of ident: String,
        at path: String,
        on server: TestServer,
        _ connection: ZKConnection
    ) async throws {
        for name in try await connection.children(path).children {
            let (data, stat) = try await connection.get("\(path)/\(name)")
            if data == Array(ident.utf8) { try await server.expire(sessionID: stat.ephemeralOwner) }
        }
    }

    /// A borrowed connection whose owner opens another session.
    @Test func aBorrowedConnectionGetsItsOwnersNewSession() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            let elector = try await Elector.start(
                ident: "me",
                basePath: path,
                connector: .existingConnection(conn: connection, events: connection.events()),
                policy: .stepDown
            )
            let gain = try await elector.expect(leader: true)
            let session = try #require(connection.sessionID)
            let events = connection.events()
            try await server.expire(sessionID: session)
            _ = try await first(events) { $0.state == .expired }
            try await elector.expect(leader: false)
            try await connection.connect()
            let regain = try await elector.expect(leader: true)
            #expect(regain.token ?? 0 > gain.token ?? 0)
            await connection.close()
            try await elector.expectEnd(.connectionClosed)
            try await elector.close()
        }
    }

    // MARK: - Deleted nodes

    /// Scenario 12: an operator deletes a node; both a leader and a waiter stand again.
    @Test(arguments: healing)
    func whoseNodeIsDeletedStandsAgain(policy: Elector.Policy) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let leader = try await candidate("leader", at: path, on: server.address, policy: policy)
        try await leader.expect(leader: true)
        let waiter = try await candidate("waiter", at: path, on: server.address, policy: policy)
        try await waiter.expect(leader: false)
        try await Fixture.withConnection(to: server.address) { connection in
            func nodes() async throws -> [String] {
                try await connection.children(path).children.sorted { $0.suffix(10) < $1.suffix(10) }
            }
            let before = try await nodes()
            try await connection.delete("\(path)/\(before[1])")
            try await Poll.until("the waiter stands again") {
                let now = try await nodes()
                return now.count == 2 && now != before
            }
            #expect(leader.isLeader)
            try await connection.delete("\(path)/\(before[0])")
            #expect(try await leader.expect(leader: false).reason == .ownNodeDeleted)
            try await waiter.expect(leader: true)
            try await Poll.until("the old leader knows the new one") { leader.leaderIdent == "waiter" }
        }
        try await waiter.close()
        try await leader.expect(leader: true)
        try await leader.close()
    }

    /// Scenario 13: the base path is wiped, again and again.
    @Test(arguments: healing)
    func aWipedBasePathIsMadeAgain(policy: Elector.Policy) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        var electors: [Elector] = []
        for number in 0..<3 {
            electors.append(try await candidate("\(number)", at: path, on: server.address, policy: policy))
        }
        try await Fixture.withConnection(to: server.address) { connection in
            for _ in 0..<10 {
                try await Poll.until("all stand and one leads") {
                    guard try await connection.exists(path)?.numChildren == 3 else { return false }
                    return electors.count(where: \.isLeader) == 1
                }
                try await wipe(path, connection)
            }
        }
        try await Poll.until("all stand and agree") { [electors] in
            let leaders = electors.filter(\.isLeader)
            return leaders.count == 1
                && electors.allSatisfy { $0.leaderIdent == leaders.first?.leaderIdent }
        }
        for elector in electors { try await elector.close() }
        #expect(try await children(of: path, on: server.address) == [])
    }

    /// Candidates come back while this goes on.
    private func wipe(_ path: String, _ connection: ZKConnection) async throws {
        while true {
            do {
                for name in try await connection.children(path).children {
                    try await connection.deleteReliably("\(path)/\(name)")
                }
                return try await connection.delete(path)
            } catch let error as ZKError where error.code == .notEmpty {
                // Once more.
            } catch let error as ZKError where error.code == .noNode {
                return
            }
        }
    }

    // MARK: - No server

    /// The server is away at the start, and later, and for longer than the session.
    @Test(arguments: healing)
    func aServerThatIsAwayIsWaitedFor(policy: Elector.Policy) async throws {
        try await Fixture.withServer { server in
            try await server.kill()
            let opts = ConnectionOpts(
                connectTimeout: .milliseconds(300),
                initialSessionTimeout: .seconds(2),
                sessionTimeout: .seconds(2)
            )
            let elector = try await Elector.start(
                ident: "me",
                basePath: "/base",
                connector: .newConnection(addrs: [server.address], opts: opts),
                policy: policy
            )
            #expect(!elector.isLeader)
            for _ in 0..<3 {
                try await server.restart()
                try await elector.expect(leader: true)
                try await server.kill()
                try await elector.expect(leader: false)
            }
            // And it can be closed while there is none.
            try await withDeadline(.seconds(30)) { try await elector.close() }
            #expect(try await elector.next() == nil)
        }
    }

    @Test func closedBeforeThereIsAServer() async throws {
        for _ in 0..<5 {
            let opts = ConnectionOpts(
                connectTimeout: .milliseconds(50),
                initialSessionTimeout: .milliseconds(100)
            )
            let elector = try await Elector.start(
                ident: "me",
                basePath: "/base",
                connector: .newConnection(addrs: ["127.0.0.1:1"], opts: opts),
                policy: .hold
            )
            try await withDeadline(.seconds(30)) { try await elector.close() }
            #expect(try await elector.next() == nil)
        }
    }

    // MARK: - What no retry can mend

    /// Scenario 23: a missing right ends it, and is not tried for again and again.
    @Test(arguments: Elector.Policy.allCases)
    func noRightToCreateEndsIt(policy: Elector.Policy) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withProxy(to: server) { proxy in
            try await Fixture.withConnection(to: server.address) {
                _ = try await $0.create(path, acl: ZKACL.world(.read))
            }
            let elector = try await candidate("me", at: path, on: proxy.address, policy: policy)
            #expect(try await elector.expectEnd(.zooKeeper).cause?.code == .noAuth)
            #expect(proxy.requests(.create2) == 1)
            try await elector.close()
        }
    }

    @Test(arguments: healing)
    func refusedCredentialsEndIt(policy: Elector.Policy) async throws {
        let server = try await Fixture.server()
        let auth = ConnectionOpts.Auth(scheme: "no-such-scheme", secret: [])
        await #expect(throws: ZKError.self) {
            try await Elector.start(
                ident: "me",
                basePath: Fixture.path(),
                connector: .newConnection(addrs: [server.address], opts: Fixture.opts(auth: auth)),
                policy: policy
            )
        }
    }

    /// Names that lead elsewhere, at the moment at which the handle has its connection back and has not told yet: to close it now would
    /// end the session, and somebody else would lead beside one that holds.
    @Test func theSessionOfALeaderThatHoldsIsNotMoved() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(
                to: server.address,
                opts: Fixture.opts(sessionTimeout: .seconds(40))
            ) {
                connection in
                let elector = try await Elector.start(
                    ident: "me",
                    basePath: "/base",
                    connector: .existingConnection(conn: connection, events: connection.events()),
                    policy: .hold
                )
                try await elector.expect(leader: true)
                let link = connection.link
                let session = try #require(link.session)
                let handle = try link.handle(for: .sync(path: "/"))
                link.report(handle, .disconnected)
                let opener = SessionOpener(addrs: connection.addrs, opts: connection.opts, link: link)
                let ensemble = try opener.validated()
                let error = await #expect(throws: ZKError.self) {
                    try await opener.reopen(session, at: Set(ensemble.servers), under: ensemble.chroot)
                }
                #expect(error?.code == .invalidState)
                #expect(elector.isLeader)
                link.report(handle, .connected(session))
                #expect(try await connection.children("/base").children.count == 1)
                try await elector.close()
            }
        }
    }

    /// A session that its own client has asked a server to end is over for it, whenever the server gets to that.
    @Test func aSessionThatWasAskedToEndIsNotTakenUpAgain() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                try await Fixture.withConnection(to: proxy.address) { connection in
                    let link = connection.link
                    let session = try #require(link.session)
                    link.report(try link.handle(for: .sync(path: "/")), .disconnected)
                    let opener = SessionOpener(addrs: connection.addrs, opts: connection.opts, link: link)
                    let elsewhere = try Ensemble(parsing: [server.address], chroot: nil)
                    // The word does not get further than this before the session is there at the other address.
                    proxy.stall()
                    let error = await #expect(throws: ZKError.self) {
                        try await opener.reopen(
                            session,
                            at: Set(elsewhere.servers),
                            under: elsewhere.chroot
                        )
                    }
                    #expect(error?.code == .sessionExpired)
                    #expect(link.present == .expired)
                    #expect(connection.sessionID == nil)
                    proxy.resume()
                }
            }
        }
    }

    /// Scenario 30 for the elector: the server comes back under another address.
    @Test func aServerThatMovesIsFollowed() async throws {
        try await Fixture.withServer { server in
            let port = try #require(server.address.split(separator: ":").last)
            let names = Names()
            var opts = Fixture.opts(sessionTimeout: .seconds(12))
            opts.resolver = names
            let elector = try await Elector.start(
                ident: "me",
                basePath: "/base",
                connector: .newConnection(addrs: ["zk.example:\(port)"], opts: opts),
                policy: .stepDown
            )
            let gain = try await elector.expect(leader: true)
            try await server.restart(host: "127.0.0.2")
            try await elector.expect(leader: false)
            names.address.withLock { $0 = "127.0.0.2" }
            #expect(try await elector.expect(leader: true).token == gain.token, "the node is still there")
            // The watch on the own node did not move with the session; it was set anew.
            try await Fixture.withConnection(to: server.address) { connection in
                let nodes = try await connection.children("/base").children
                try await connection.delete("/base/\(nodes[0])")
            }
            #expect(try await elector.expect(leader: false).reason == .ownNodeDeleted)
            try await elector.expect(leader: true)
            try await elector.close()
        }
    }
}
