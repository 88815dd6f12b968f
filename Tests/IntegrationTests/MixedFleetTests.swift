import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

/// Candidates of other clients, in Go's node format, stand in the same election.
@Suite(.timeLimit(.minutes(3)))
struct MixedFleetTests {
    /// A candidate written with kazoo, in a process of its own.
    private final class Kazoo {
        private let process = Process()
        private let input = Pipe()
        private let output = Pipe()
        private let heard = Locked("")

        init(server: String, path: String, ident: String) throws {
            let script = try #require(
                Bundle.module.url(forResource: "Resources/kazoo_candidate", withExtension: "py")
            )
            // Debian's own, which is the one that python3-kazoo is installed for.
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [script.path, server, path, ident]
            process.standardInput = input
            process.standardOutput = output
            output.fileHandleForReading.readabilityHandler = { [heard] handle in
                let text = String(decoding: handle.availableData, as: UTF8.self)
                heard.withLock { $0 += text }
            }
            try process.run()
        }

        /// Waits until it says that `ident` leads.
        func expect(leader ident: String) async throws {
            try await Poll.until("kazoo says that \(ident) leads") {
                guard process.isRunning else {
                    throw TestKitError("kazoo has ended: is python3-kazoo installed?")
                }
                return heard.withLock { $0.split(separator: "\n").last == "leader \(ident)" }
            }
        }

        func leave() async throws {
            try input.fileHandleForWriting.close()
            try await Poll.until("kazoo has ended") { !process.isRunning }
        }

        func kill() {
            if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        }
    }

    @Test func kazooAndWeAgree() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let a = try await candidate("swift-a", at: path, on: server.address)
        try await a.expect(leader: true)
        let k = try Kazoo(server: server.address, path: path, ident: "kazoo")
        defer { k.kill() }
        try await k.expect(leader: "swift-a")
        let b = try await candidate("swift-b", at: path, on: server.address)
        try await b.expect(leader: false)
        #expect(b.leaderIdent == "swift-a")
        try await a.close()
        try await k.expect(leader: "kazoo")
        try await Poll.until("we know it too") { b.leaderIdent == "kazoo" }
        #expect(!b.isLeader)
        try await k.leave()
        try await b.expect(leader: true)
        try await b.close()
    }

    @Test func aKazooLeaderThatDiesIsSucceeded() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        let k = try Kazoo(server: server.address, path: path, ident: "kazoo")
        defer { k.kill() }
        try await k.expect(leader: "kazoo")
        let a = try await candidate("swift", at: path, on: server.address)
        try await a.expect(leader: false)
        #expect(a.leaderIdent == "kazoo")
        k.kill()
        try await a.expect(leader: true)
        try await a.close()
    }

    @Test func aNodeMadeByHandIsACandidate() async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path)
            let node = try await connection.create(
                "\(path)/_c_\(String(repeating: "0", count: 32))-lock-",
                data: Array("by hand".utf8),
                flags: [.ephemeral, .sequential]
            )
            let elector = try await candidate("swift", at: path, on: server.address)
            try await elector.expect(leader: false)
            #expect(elector.leaderIdent == "by hand")
            try await connection.delete(node)
            try await elector.expect(leader: true)
            try await elector.close()
        }
    }
}
