import LeaderElection
import Logging
import Testing
import ZooKeeperTestKit

/// Those who only want to know who leads.
@Suite(.timeLimit(.minutes(3)))
struct ObserverTests {
    private func observer(
        at path: String,
        on address: String,
        log: LogCapture = LogCapture()
    ) async throws -> LeaderObserver {
        try await LeaderObserver.start(
            basePath: path,
            connector: .newConnection(addrs: [address], opts: Fixture.opts(sessionTimeout: .seconds(40))),
            logger: log.logger
        )
    }

    @Test func itFollowsEveryChange() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        // There is no such node yet.
        let observer = try await observer(at: path, on: server.address)
        #expect(try await first(observer.leaders) == .some(nil))
        for ident in ["a", "b", "c"] {
            let elector = try await candidate(ident, at: path, on: server.address)
            try await elector.expect(leader: true)
            let leader = Leader(ident: ident, token: try #require(elector.leadership?.token))
            _ = try await first(observer.leaders) { $0 == leader }
            try await elector.close()
            _ = try await first(observer.leaders) { $0 == nil }
        }
        // The base path goes and comes back.
        try await Fixture.withConnection(to: server.address) { try await $0.delete(path) }
        let elector = try await candidate("d", at: path, on: server.address)
        try await elector.expect(leader: true)
        _ = try await first(observer.leaders) { $0?.ident == "d" }
        try await observer.close()
        for await leader in observer.leaders { #expect(leader == nil) }
        #expect(observer.failure == nil)
        #expect(elector.isLeader)
        try await elector.close()
    }

    @Test func severalReadersEachHearTheLatestFirst() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let observer = try await observer(at: path, on: server.address)
        let elector = try await candidate("a", at: path, on: server.address)
        try await elector.expect(leader: true)
        for _ in 0..<3 { _ = try await first(observer.leaders) { $0?.ident == "a" } }
        var readers = [observer.leaders.makeAsyncIterator(), elector.leaderChanges.makeAsyncIterator()]
        for index in readers.indices {
            let leader = await readers[index].next()
            #expect(leader??.ident == "a")
        }
        try await elector.close()
        for index in readers.indices {
            let leader = await readers[index].next()
            #expect(leader == .some(nil))
        }
        try await observer.close()
    }

    @Test func itOutlivesDisconnectsAndExpiry() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let connection = ZKConnection(addrs: [proxy.address], opts: Fixture.opts())
                let observer = try await LeaderObserver.start(basePath: "/base", connector: connection)
                let a = try await candidate("a", at: "/base", on: server.address)
                _ = try await first(observer.leaders) { $0?.ident == "a" }
                proxy.accept(false)
                proxy.cut()
                _ = try await first(observer.leaders) { $0 == nil }
                proxy.accept(true)
                _ = try await first(observer.leaders) { $0?.ident == "a" }
                // The leader changes during an outage, and the session ends in it.
                var leader = a
                for round in 0..<10 {
                    let session = try #require(connection.sessionID)
                    proxy.accept(false)
                    proxy.cut()
                    let next = try await candidate("\(round)", at: "/base", on: server.address)
                    try await next.expect(leader: false)
                    try await leader.close()
                    try await server.expire(sessionID: session)
                    proxy.accept(true)
                    let seen = try await first(observer.leaders) { $0?.ident == "\(round)" }
                    #expect(seen != nil)
                    leader = next
                }
                try await leader.close()
                #expect(observer.failure == nil)
                try await observer.close()
            }
        }
    }

    @Test func itIsStartedWithoutAServer() async throws {
        try await Fixture.withServer { server in
            try await server.kill()
            let opts = ConnectionOpts(connectTimeout: .milliseconds(300), initialSessionTimeout: .seconds(2))
            let observer = try await LeaderObserver.start(
                basePath: "/base",
                connector: .newConnection(addrs: [server.address], opts: opts)
            )
            try await server.restart()
            let a = try await candidate("a", at: "/base", on: server.address)
            _ = try await first(observer.leaders) { $0?.ident == "a" }
            try await a.close()
            try await observer.close()
        }
    }

    @Test func whatCannotBeMendedEndsIt() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path, acl: ZKACL.world(.create))
        }
        let observer = try await observer(at: path, on: server.address)
        let readings = try await withDeadline(.seconds(30)) {
            await observer.leaders.reduce(0) { count, _ in count + 1 }
        }
        #expect(readings >= 1)
        #expect((observer.failure as? ElectorError)?.cause?.code == .noAuth)
        try await observer.close()
        #expect(
            await electorCode { _ = try await self.observer(at: "/", on: server.address) } == .badBasePath
        )
    }

    /// Scenario 10: what is no candidate is told once, however often somebody looks, and again where it comes back.
    @Test func whatIsNoCandidateIsToldOnce() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let log = LogCapture()
        func warnings() -> [String] { log.lines.filter { $0.level == .warning }.map(\.text) }
        func warning(_ name: String) -> String {
            "ignoring a node that is no candidate election.node=\(name)"
        }
        try await Fixture.withConnection(to: server.address) { connection in
            for name in ["", "/config", "/_c_x", "/x-lock-abc"] {
                _ = try await connection.create("\(path)\(name)")
            }
            let observer = try await observer(at: path, on: server.address, log: log)
            func change(_ ident: String) async throws {
                let node = try await connection.createProtectedEphemeralSequential(
                    "\(path)/lock-",
                    data: Array(ident.utf8)
                )
                _ = try await first(observer.leaders) { $0?.ident == ident }
                try await connection.delete(node)
                _ = try await first(observer.leaders) { $0 == nil }
            }
            try await change("a")
            try await change("b")
            #expect(warnings().sorted() == ["_c_x", "config", "x-lock-abc"].map(warning))
            try await connection.delete("\(path)/config")
            try await change("c")
            _ = try await connection.create("\(path)/config")
            try await change("d")
            #expect(warnings().count == 4)
            #expect(warnings().last == warning("config"))
            try await observer.close()
        }
    }

    /// Nodes in Go's form, made by another client, and things that are no candidates.
    @Test func itReadsMixedFleets() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let observer = try await observer(at: path, on: server.address)
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path)
            _ = try await connection.create("\(path)/config", data: Array("no candidate".utf8))
            let go = try await connection.create(
                "\(path)/_c_0123456789abcdef0123456789abcdef-lock-",
                data: Array("go".utf8),
                flags: [.ephemeral, .sequential]
            )
            let czxid = try await connection.get(go).stat.czxid
            _ = try await first(observer.leaders) { $0 == Leader(ident: "go", token: czxid) }
            let swift = try await candidate("swift", at: path, on: server.address)
            try await swift.expect(leader: false)
            #expect(swift.leaderIdent == "go")
            #expect(try await swift.participants().map(\.ident) == ["go", "swift"])
            try await connection.delete(go)
            _ = try await first(observer.leaders) { $0?.ident == "swift" }
            try await swift.close()
        }
        try await observer.close()
    }

    /// However many candidates there are, a change of leader costs an observer, and a candidate that has withdrawn, the same.
    @Test(arguments: [2, 30])
    func aChangeOfLeaderCostsTheSame(count: Int) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(to: server.address) { connection in
                _ = try await connection.create("/base")
                func make(_ ident: String) async throws -> String {
                    try await connection.createProtectedEphemeralSequential(
                        "/base/lock-",
                        data: Array(ident.utf8)
                    )
                }
                var nodes: [String] = []
                for number in 0..<count { nodes.append(try await make("\(number)")) }
                let observer = try await observer(at: "/base", on: server.address)
                _ = try await first(observer.leaders) { $0?.ident == "0" }
                let before = try await server.packetsReceived()
                try await connection.delete(nodes[0])
                _ = try await first(observer.leaders) { $0?.ident == "1" }
                // Four requests, the delete, and what asking for the count costs.
                #expect(try await server.packetsReceived() - before == 4 + 1 + 1)
                // One that joins or leaves behind the leader costs nothing.
                let quiet = try await server.packetsReceived()
                try await connection.delete(try await make("late"))
                #expect(try await server.packetsReceived() - quiet == 2 + 1)
                try await observer.close()
            }
        }
    }
}
