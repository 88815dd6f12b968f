import LeaderElection
import Logging
import Testing
import ZooKeeperTestKit

/// The elector on a real server: what Go's own tests show, and what it does when nothing breaks.
@Suite(.timeLimit(.minutes(3)))
struct ElectionTests {
    /// Go: TestExpectedBehavior.
    @Test func expectedBehavior() async throws {
        let server = try await Fixture.server()
        let path = "\(Fixture.path())/leader/election/lock"
        let e1 = try await candidate("e1", at: path, on: server.address)
        try await e1.expect(leader: true)
        #expect(e1.leaderIdent == "e1")
        #expect(e1.isLeader)
        let e2 = try await candidate("e2", at: path, on: server.address)
        try await e2.expect(leader: false)
        #expect(e1.leaderIdent == "e1")
        #expect(e2.leaderIdent == "e1")
        #expect(!e2.isLeader)
        try await e1.close()
        try await e2.expect(leader: true)
        #expect(e2.leaderIdent == "e2")
        try await e2.close()
    }

    /// Go: TestZookeeperPartition.
    @Test func partition() async throws {
        try await Fixture.withServer { server in
            let elector = try await candidate("foo", at: "/leader/election/lock", on: server.address)
            try await elector.expect(leader: true)
            #expect(elector.leaderIdent == "foo")
            try await server.kill()
            try await elector.expectEnd(.disconnected)
            try await elector.close()
        }
    }

    @Test func leadershipPassesThroughTheWholeQueue() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        var queue: [Elector] = []
        for number in 0..<6 {
            let elector = try await candidate("\(number)", at: path, on: server.address)
            try await elector.expect(leader: number == 0)
            queue.append(elector)
        }
        // One in the middle leaves: nobody is told, and the order holds.
        try await queue.remove(at: 3).close()
        while !queue.isEmpty {
            let leader = queue.removeFirst()
            let ident = leader.leaderIdent
            for follower in queue {
                try await Poll.until("\(ident) is known to lead") { follower.leaderIdent == ident }
            }
            try await leader.close()
            try await queue.first?.expect(leader: true)
        }
        #expect(try await children(of: path, on: server.address) == [])
    }

    @Test func theNodeIsWhatGoWrites() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let elector = try await candidate("10.0.0.7:8080 ü", at: path, on: server.address)
        try await elector.expect(leader: true)
        try await Fixture.withConnection(to: server.address) { connection in
            let names = try await connection.children(path).children
            #expect(names.count == 1)
            #expect(names.first?.wholeMatch(of: /_c_[0-9a-f]{32}-lock-[0-9]{10}/) != nil)
            let (data, stat) = try await connection.get("\(path)/\(names[0])")
            #expect(String(decoding: data, as: UTF8.self) == "10.0.0.7:8080 ü")
            #expect(stat.ephemeralOwner != 0)
            #expect(try await Elector.currentLeader(basePath: path, conn: connection) == "10.0.0.7:8080 ü")
            #expect(try await Elector.currentLeader(basePath: "\(path)/none", conn: connection) == nil)
        }
        try await elector.close()
        let leader = try await Fixture.withConnection(to: server.address) { connection in
            try await Elector.currentLeader(basePath: path, conn: connection)
        }
        #expect(leader == nil)
    }

    /// Scenario 9. In Go 40 of 50 died of the race for the base path.
    @Test func twentyStartTogetherWhereNothingIs() async throws {
        let server = try await Fixture.server()
        let path = "\(Fixture.path())/a/b/c"
        let electors = try await withThrowingTaskGroup(of: Elector.self) { group in
            for number in 0..<20 {
                group.addTask { try await candidate("\(number)", at: path, on: server.address) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var leaders = 0
        for elector in electors {
            let event = try #require(try await elector.next())
            #expect(event.error == nil)
            if event.leader { leaders += 1 }
        }
        #expect(leaders == 1)
        for elector in electors { try await elector.close() }
        #expect(try await children(of: path, on: server.address) == [])
    }

    /// Scenario 5: a server that has counted to the end gives everybody the same number. In Go three led at once.
    @Test func theStuckCounterHasOneLeader() async throws {
        try await Fixture.withServer(nextSequence: ["/stuck": 2_147_483_646]) { server in
            var electors: [Elector] = []
            for number in 0..<6 {
                let elector = try await candidate("\(number)", at: "/stuck", on: server.address)
                try await elector.expect(leader: number == 0)
                #expect(elector.leaderIdent == "0")
                electors.append(elector)
            }
            let names = try await children(of: "/stuck", on: server.address)
            #expect(names.count { $0.hasSuffix("-lock-2147483647") } >= 4, "\(names)")
            for (number, leader) in electors.enumerated() {
                try await leader.close()
                for follower in electors.dropFirst(number + 1) {
                    // A leader tells its ident right before it leads.
                    try await Poll.until("\(number + 1) is known to lead, and does") {
                        follower.leaderIdent == "\(number + 1)"
                            && follower.isLeader == (follower === electors[number + 1])
                    }
                }
            }
        }
    }

    /// Scenario 10. In Go the whole fleet dies of a child that it cannot read, and dies again at every restart.
    @Test func whatIsNoCandidateIsIgnoredWithOneWarning() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let hex = "0123456789abcdef0123456789abcdef"
        let strangers = [
            "config", "_c_x", "x-lock-abc", "\(hex)__lock__0000000000",
            "_c_01234567-89ab-cdef-0123-456789abcdef-lock-0000000000",
            "_c_01234567-89ab-cdef-0123-456789abcdef-latch-0000000000",
        ]
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path)
            for name in strangers { _ = try await connection.create("\(path)/\(name)") }
            let log = LogCapture()
            let elector = try await Elector.start(
                ident: "me",
                basePath: path,
                connector: .newConnection(addrs: [server.address], opts: Fixture.opts()),
                logger: log.logger
            )
            try await elector.expect(leader: true)
            let second = try await candidate("second", at: path, on: server.address)
            try await second.expect(leader: false)
            #expect(second.leaderIdent == "me")
            #expect(try await Elector.currentLeader(basePath: path, conn: connection) == "me")
            // Another comes while they stand.
            _ = try await connection.create("\(path)/late")
            try await elector.close()
            try await second.expect(leader: true)
            try await second.close()
            for name in strangers {
                let warnings = log.lines.filter { $0.level == .warning && $0.text.hasSuffix("=\(name)") }
                #expect(warnings.count == 1, "\(name)")
            }
        }
    }

    /// Scenario 31. In Go a sibling service was locked out.
    @Test func theListIsForTheElectionAlone() async throws {
        let server = try await Fixture.server()
        let top = Fixture.path()
        let path = "\(top)/service/election"
        let acl = ZKACL.digest(.all, user: "me", password: "x") + ZKACL.world(.read)
        let auth = ConnectionOpts.Auth(scheme: "digest", secret: Array("me:x".utf8))
        let elector = try await Elector.start(
            ident: "me",
            basePath: path,
            acl: acl,
            connector: .newConnection(addrs: [server.address], opts: Fixture.opts(auth: auth))
        )
        try await elector.expect(leader: true)
        try await Fixture.withConnection(to: server.address) { connection in
            #expect(try await connection.getACL(top).acl == ZKACL.world(.all))
            #expect(try await connection.getACL("\(top)/service").acl == ZKACL.world(.all))
            _ = try await connection.create("\(top)/sibling")
            // Only who may read the whole list sees it; the digest is hidden from others.
            #expect(Set(try await connection.getACL(path).acl.map(\.scheme)) == ["digest", "world"])
            let node = try #require(try await connection.children(path).children.first)
            #expect(
                Set(try await connection.getACL("\(path)/\(node)").acl.map(\.scheme)) == ["digest", "world"]
            )
            #expect(await code { _ = try await connection.create("\(path)/intruder") } == .noAuth)
        }
        try await elector.close()
    }

    /// Scenario 29.
    @Test func aBorrowedConnectionStaysOpen() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            for _ in 0..<20 {
                let elector = try await Elector.start(
                    ident: "me",
                    basePath: path,
                    connector: .existingConnection(conn: connection, events: connection.events())
                )
                try await elector.expect(leader: true)
                try await elector.close()
                #expect(try await connection.children(path).children == [], "its node goes at once")
            }
        }
    }

    @Test func manyElectionsOnOneConnection() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            let electors = try await withThrowingTaskGroup(of: Elector.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        try await Elector.start(
                            ident: "me",
                            basePath: "\(path)/\(number)",
                            connector: .existingConnection(conn: connection, events: connection.events())
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for elector in electors { try await elector.expect(leader: true) }
            for elector in electors { try await elector.close() }
        }
    }

    /// Scenario 24: whoever reads the events may take its time, and may close from inside.
    @Test func aSlowReaderBlocksNothing() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let slow = try await candidate("slow", at: path, on: server.address, sessionTimeout: .seconds(20))
        let (block, unblock) = AsyncStream.makeStream(of: Void.self)
        let reader = Task {
            var seen: [Bool] = []
            for await event in slow.events {
                seen.append(event.leader)
                guard event.leader else { continue }
                // It does not read on until it is told to.
                for await _ in block { break }
                try await slow.close()
            }
            return seen
        }
        try await Poll.until("slow leads") { slow.isLeader }
        let other = try await candidate("other", at: path, on: server.address)
        try await other.expect(leader: false)
        // Its session is confirmed all the while.
        let start = ContinuousClock.now
        try await Poll.until("it has led for longer than its session timeout", within: .seconds(60)) {
            try #require(slow.leadership).validUntil > start + .seconds(31)
        }
        #expect(slow.isLeader)
        #expect(other.leaderIdent == "slow")
        unblock.yield()
        try await other.expect(leader: true)
        #expect(try await reader.value == [true, false])
        try await other.close()
    }

    /// Scenario 25: each gain is followed by one loss, at the end too; a follower is told of none.
    @Test func everyGainHasItsLoss() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let first = try await candidate("first", at: path, on: server.address)
        try await first.expect(leader: true)
        let second = try await candidate("second", at: path, on: server.address)
        try await second.expect(leader: false)
        try await second.close()
        #expect(try await second.next() == nil)
        try await first.close()
        try await first.expect(leader: false)
        #expect(try await first.next() == nil)
    }

    /// Scenario 27.
    @Test func closeFromManyTasks() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let elector = try await candidate("me", at: path, on: server.address)
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try await elector.close()
                    #expect(!elector.isLeader)
                }
            }
            try await group.waitForAll()
        }
        try await elector.close()
        #expect(try await children(of: path, on: server.address) == [])
    }
}
