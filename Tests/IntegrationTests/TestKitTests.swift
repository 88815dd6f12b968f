import Foundation
import LeaderElection
import NIOCore
import Testing
import ZooKeeper

@testable import ZooKeeperTestKit

@Suite(.timeLimit(.minutes(3)))
struct TestKitTests {
    @Test func dataSurvivesKillAndRestart() async throws {
        try await Fixture.withServer { server in
            let address = server.address
            try await Fixture.withConnection(to: address) { _ = try await $0.create("/kept", data: [1]) }
            try await server.kill()
            #expect(server.pid == nil)
            try await server.restart()
            #expect(server.address == address)
            let data = try await Fixture.withConnection(to: address) { try await $0.get("/kept").data }
            #expect(data == [1])
        }
    }

    /// And not looked for a port for, of which none would do.
    @Test(arguments: ["::1", "localhost", ""])
    func aServerListensOnAnIPv4Address(host: String) async throws {
        let error = await #expect(throws: TestKitError.self) { try await TestServer.start(host: host) }
        #expect(error.map { "\($0)" }?.contains("IPv4") == true)
        for _ in 0..<100 { _ = try FreePort.next(host: "127.0.0.2") }
    }

    @Test func stopLeavesNothing() async throws {
        let server = try await TestServer.start()
        let pid = try #require(server.pid)
        let folder = server.folder
        #expect(FileManager.default.fileExists(atPath: folder.path))
        try await server.stop()
        #expect(!FileManager.default.fileExists(atPath: folder.path))
        #expect(kill(pid, 0) != 0)
        try await server.stop()
        await #expect(throws: TestKitError.self) { try await server.restart() }
    }

    @Test func lettingGoStops() async throws {
        let folder: URL
        do {
            let server = try await TestServer.start()
            folder = server.folder
        }
        try await Poll.until("its folder is gone") { !FileManager.default.fileExists(atPath: folder.path) }
    }

    @Test func expireTellsTheOwner() async throws {
        let server = try await Fixture.server()
        try await Fixture.withConnection(to: server.address) { connection in
            let events = connection.events()
            let session = try #require(connection.sessionID)
            try await server.expire(sessionID: session)
            #expect(try await first(events) { $0.state == .expired } != nil)
            // A session that is gone is as good as expired.
            try await server.expire(sessionID: session)
        }
    }

    @Test func suspendAndResume() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withConnection(
                to: server.address,
                opts: Fixture.opts(sessionTimeout: .seconds(30))
            ) { connection in
                try server.suspend()
                let task = Task { try await connection.exists("/") }
                try server.resume()
                #expect(try await task.value != nil)
            }
        }
    }

    @Test func aServerThatStandsStillExpiresNothing() async throws {
        try await Fixture.withServer { server in
            try server.suspend()
            await #expect(throws: TestKitError.self) { try await server.expire(sessionID: 1) }
            try server.resume()
        }
    }

    @Test func aStalledProxyHoldsEverythingBack() async throws {
        let server = try await Fixture.server()
        try await Fixture.withProxy(to: server) { proxy in
            try await Fixture.withConnection(
                to: proxy.address,
                opts: Fixture.opts(sessionTimeout: .seconds(60))
            ) { connection in
                let path = Fixture.path()
                proxy.stall()
                let task = Task { try await connection.create(path) }
                try await Self.expectAbsence(of: path, on: server)
                proxy.resume()
                #expect(try await task.value == path)
            }
        }
    }

    /// For ZooKeeper's election port a connection that says nothing is worse than none.
    @Test func aConnectionThatIsStalledIsNotNoticed() async throws {
        let met = Locked(0)
        let listener = try await RawListener.start(host: "127.0.0.1") { connection in
            met.withLock { $0 += 1 }
            try? await connection.executeThenClose { bytes, _ in for try await _ in bytes {} }
        }
        let stalled = try await FaultProxy.start(to: listener.address)
        let open = try await FaultProxy.start(to: listener.address)
        stalled.stall([.toServer])
        try await Self.connect(to: stalled) {
            for number in 1...3 {
                try await Self.connect(to: open) {
                    try await Poll.until("it is met") { met.withLock { $0 } >= number }
                }
            }
            #expect(met.withLock { $0 } == 3)
            stalled.resume()
            try await Poll.until("it is met now") { met.withLock { $0 } == 4 }
        }
        // Who gives up before that never came.
        stalled.stall([.toServer])
        try await Self.connect(to: stalled) {}
        for proxy in [stalled, open] { await proxy.stop() }
        await listener.stop()
        #expect(met.withLock { $0 } == 4)
    }

    private static func connect(to proxy: FaultProxy, _ body: () async throws -> Void) async throws {
        let (host, port) = try AddressText.split(proxy.address)
        try await RawConnection.open(host: host, port: port).executeThenClose { _, _ in try await body() }
    }

    @Test func requestsThatAreStalledAreNotApplied() async throws {
        let server = try await Fixture.server()
        try await Fixture.withProxy(to: server) { proxy in
            try await Fixture.withConnection(
                to: [proxy.address],
                opts: Fixture.opts(sessionTimeout: .seconds(60))
            ) { connection in
                let path = Fixture.path()
                proxy.stall([.toServer])
                let task = Task { try await connection.create(path) }
                try await Self.expectAbsence(of: path, on: server)
                proxy.resume()
                #expect(try await task.value == path)
            }
        }
    }

    @Test func requestsWhoseRepliesAreStalledAreApplied() async throws {
        let server = try await Fixture.server()
        try await Fixture.withProxy(to: server) { proxy in
            try await Fixture.withConnection(
                to: [proxy.address],
                opts: Fixture.opts(sessionTimeout: .seconds(60))
            ) { connection in
                let path = Fixture.path()
                let isAnswered = Locked(false)
                proxy.stall([.toClient])
                let task = Task {
                    defer { isAnswered.withLock { $0 = true } }
                    return try await connection.create(path)
                }
                try await Fixture.withConnection(to: server.address) { other in
                    try await Poll.until("it is applied") { try await other.exists(path) != nil }
                }
                #expect(!isAnswered.withLock { $0 })
                // A stall of what is stalled already changes nothing.
                proxy.stall()
                proxy.resume()
                #expect(try await task.value == path)
            }
        }
    }

    @Test func aDelayHoldsBackAndDoesNotOutliveItsConnection() async throws {
        let server = try await Fixture.server()
        try await Fixture.withProxy(to: server) { proxy in
            try await Fixture.withConnection(
                to: [proxy.address],
                opts: Fixture.opts(sessionTimeout: .seconds(60))
            ) { connection in
                let path = Fixture.path()
                proxy.delay(.seconds(3_600))
                let task = Task { await code { _ = try await connection.create(path) } }
                try await Self.expectAbsence(of: path, on: server)
                proxy.delay(.zero)
                proxy.cut()
                #expect(await task.value == .connectionLoss)
                try await Poll.until("the client is back") {
                    await code { _ = try await connection.exists("/") } == nil
                }
                try await Self.expectAbsence(of: path, on: server)
            }
        }
    }

    /// The C library gives up a connection whose replies are out of order.
    @Test func aDelayKeepsTheOrder() async throws {
        let server = try await Fixture.server()
        try await Fixture.withProxy(to: server) { proxy in
            try await Fixture.withConnection(to: [proxy.address]) { connection in
                let path = Fixture.path()
                _ = try await connection.create(path)
                for milliseconds in [20, 0, 5] {
                    proxy.delay(.milliseconds(milliseconds))
                    let versions = try await withThrowingTaskGroup { group in
                        for _ in 0..<50 {
                            group.addTask { try await connection.set(path, data: []).version }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(Set(versions).count == 50)
                }
                #expect(try await connection.exists(path)?.version == 150)
            }
        }
    }

    @Test func statistics() async throws {
        let server = try await Fixture.server()
        let values = try await server.statistics()
        #expect(values["server_state"] == "standalone")
        #expect(values["version"]?.hasPrefix("3.") == true)
    }

    /// Gives the node time to turn up, and expects that it does not.
    private static func expectAbsence(of path: String, on server: TestServer) async throws {
        try await Fixture.withConnection(to: server.address) { other in
            for _ in 0..<20 {
                let stat = try await other.exists(path)
                #expect(stat == nil)
            }
        }
    }
}
