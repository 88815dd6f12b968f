import Foundation
import Testing

@testable import ZooKeeperTestKit

extension ProcessTests {
    @Suite(.timeLimit(.minutes(3)))
    struct OrphanTests {
        /// Whoever kills a test, its servers go with it.
        @Test func aServerDoesNotOutliveItsProcess() async throws {
            let note = FileManager.default.temporaryDirectory.appendingPathComponent(
                "note-\(UUID().uuidString)"
            )
            .path
            defer { try? FileManager.default.removeItem(atPath: note) }
            await #expect(processExitsWith: .signal(SIGKILL)) { [note = note as String] in
                let server = try await TestServer.start()
                try "\(server.pid ?? 0) \(server.folder.path)".write(
                    toFile: note,
                    atomically: true,
                    encoding: .utf8
                )
                kill(getpid(), SIGKILL)
            }
            let words = try String(contentsOfFile: note, encoding: .utf8).split(separator: " ")
            let pid = try #require(pid_t(words[0]))
            let folder = String(words[1])
            try await Poll.until("the server has ended") { !ProcessTable.isAlive(pid) }
            try await Poll.until("its folder is gone") { !FileManager.default.fileExists(atPath: folder) }
        }
    }
}
