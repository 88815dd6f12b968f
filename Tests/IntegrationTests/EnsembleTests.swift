import Foundation
import LeaderElection
import Testing

@testable import ZooKeeperTestKit

@Suite(.timeLimit(.minutes(5)))
struct EnsembleTests {
    @Test func aLeaderThatIsCutOffIsReplacedAndComesBack() async throws {
        try await Fixture.withEnsemble { ensemble in
            let old = try await ensemble.leader()
            ensemble.isolate(old)
            let new = try await ensemble.leader()
            #expect(new != old)
            try await Self.until(ensemble.servers[old], is: nil)
            try await Fixture.withConnection(to: ensemble.servers[new].address) {
                _ = try await $0.create("/made-without-it")
            }
            #expect(
                try await ensemble.servers[old].statistics()["server_state"] == nil,
                "nobody brought it back"
            )

            ensemble.heal()
            try await Self.until(ensemble.servers[old], is: "follower")
            try await Fixture.withConnection(to: ensemble.servers[old].address) { connection in
                try await Self.untilKnown("/made-without-it", to: connection)
            }
            #expect(try await ensemble.leader() == new)
        }
    }

    @Test func aFollowerThatIsCutOffServesNobodyAndDisturbsNobody() async throws {
        try await Fixture.withEnsemble { ensemble in
            let leader = try await ensemble.leader()
            for follower in ensemble.servers.indices where follower != leader {
                ensemble.isolate(follower)
                try await Self.until(ensemble.servers[follower], is: nil)
                #expect(try await ensemble.leader() == leader)
                ensemble.heal()
                try await Self.until(ensemble.servers[follower], is: "follower")
                #expect(try await ensemble.leader() == leader)
            }
        }
    }

    @Test func everyMemberCanBeRestarted() async throws {
        try await Fixture.withEnsemble { ensemble in
            let addresses = ensemble.addresses
            for (index, server) in ensemble.servers.enumerated() {
                try await server.kill()
                let others = addresses.indices.filter { $0 != index }.map { addresses[$0] }
                _ = try await ensemble.leader()
                try await Fixture.withConnection(to: others) { _ = try await $0.create("/made-\(index)") }
                try await server.restart()
                #expect(server.address == addresses[index])
                try await Fixture.withConnection(to: server.address) { connection in
                    try await Self.untilKnown("/made-\(index)", to: connection)
                }
            }
        }
    }

    /// With `forceSnapshotSync` a leader brings its followers up to date by snapshots, which are no packets.
    @Test(arguments: [[:], ["forceSnapshotSync": "true"]])
    func aFollowerThatLagsServesWhatItKnew(settings: [String: String]) async throws {
        try await Fixture.withEnsemble(settings: settings) { ensemble in
            let leader = try await ensemble.leader()
            let follower = (leader + 1) % 3
            try await Fixture.withConnection(to: ensemble.servers[leader].address) { writer in
                // A node that looks like the end of a snapshot.
                _ = try await writer.create("/signature", data: Array("BenWasHere".utf8))
                try await ensemble.servers[follower].restart()
                try await Fixture.withConnection(to: ensemble.servers[follower].address) { reader in
                    try await Self.untilKnown("/signature", to: reader)
                    ensemble.lag(follower)
                    for number in 0..<10 { _ = try await writer.create("/news-\(number)") }
                    for number in 0..<10 {
                        #expect(try await reader.exists("/news-\(number)") == nil)
                    }
                    #expect(try await ensemble.servers[follower].statistics()["server_state"] == "follower")
                    ensemble.catchUp(follower)
                    for number in 0..<10 { try await Self.untilKnown("/news-\(number)", to: reader) }
                    let data = try await reader.get("/signature").data
                    #expect(data == Array("BenWasHere".utf8))
                }
            }
        }
    }

    @Test func stopLeavesNothing() async throws {
        try await Fixture.withEnsemble { ensemble in
            let pids = ensemble.servers.compactMap(\.pid)
            #expect(pids.count == 3)
            try await ensemble.stop()
            for server in ensemble.servers {
                #expect(!FileManager.default.fileExists(atPath: server.folder.path))
            }
            for pid in pids { #expect(!ProcessTable.isAlive(pid)) }
            try await ensemble.stop()
        }
    }

    @Test func anEnsembleMayBeOneServer() async throws {
        let folder: URL
        do {
            let ensemble = try await TestEnsemble.start(servers: 1)
            folder = ensemble.servers[0].folder
            #expect(try await ensemble.leader() == 0)
            try await Fixture.withConnection(to: ensemble.addresses) { _ = try await $0.create("/a") }
        }
        try await Poll.until("its folder is gone") { !FileManager.default.fileExists(atPath: folder.path) }
        await #expect(throws: TestKitError.self) { try await TestEnsemble.start(servers: 0) }
    }

    /// - Parameter state: what the server says that it is; `nil` while it has no majority and does not serve.
    private static func until(_ server: TestServer, is state: String?) async throws {
        try await Poll.until("it is \(state ?? "alone")") {
            // A server between two states may not answer.
            guard let values = try? await server.statistics(within: .seconds(1)) else { return false }
            return values["server_state"] == state
        }
    }

    /// Asks and does not sync: a server of version 3.8.0 that has something to tell may forget to until it is asked for
    /// something else (ZOOKEEPER-4537).
    private static func untilKnown(_ path: String, to connection: ZKConnection) async throws {
        try await Poll.until("the server knows \(path)") { try await connection.exists(path) != nil }
    }
}
