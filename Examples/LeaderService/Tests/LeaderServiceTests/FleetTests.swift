import Foundation
import Testing
import ZooKeeperTestKit

@Suite(.timeLimit(.minutes(2))) struct FleetTests {
    /// Nothing of it holds its port when somebody has killed it, or closed its terminal.
    @Test func instancesEndWithTheFleet() async throws {
        let fleet = Process()
        let output = Pipe()
        fleet.executableURL = Bundle.main.executableURL?.deletingLastPathComponent()
            .appendingPathComponent("fleet")
        fleet.arguments = ["--port", "\(Int.random(in: 10_000...19_000))"]
        fleet.standardInput = FileHandle.nullDevice
        fleet.standardOutput = output
        try fleet.run()
        var text = ""
        var instances: [pid_t] = []
        while instances.count < 3 {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty, "it has ended")
            text += String(decoding: data, as: UTF8.self)
            instances = text.split(separator: "\n").dropLast(text.hasSuffix("\n") ? 0 : 1)
                .compactMap { $0.split(separator: "process ").last.flatMap { pid_t($0) } }
        }
        #expect(instances.allSatisfy { kill($0, 0) == 0 })
        kill(fleet.processIdentifier, SIGKILL)
        fleet.waitUntilExit()
        try await Poll.until("all are gone") { !instances.contains { kill($0, 0) == 0 } }
    }
}
