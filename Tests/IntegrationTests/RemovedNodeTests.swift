import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

extension ProcessTests {
    /// Nodes that the server removes by itself.
    @Suite(.timeLimit(.minutes(3)))
    struct RemovedNodeTests {
        /// A server that looks for such nodes all the time; a process of its own, because that is told by the environment.
        @Test func theServerRemovesContainersAndWhatHasLivedItsTime() async {
            await #expect(processExitsWith: .success) {
                setenv("JDK_JAVA_OPTIONS", "-Dznode.container.checkIntervalMs=50", 1)
                let server = try await TestServer.start()
                try await Fixture.withConnection(to: server.address) { connection in
                    _ = try await connection.create("/container", flags: .container)
                    _ = try await connection.create("/container/child", ttl: .milliseconds(100))
                    _ = try await connection.create("/long", ttl: .seconds(3_600))
                    try await Poll.until("the child and then its container are gone") {
                        try await connection.exists("/container") == nil
                    }
                    #expect(try await connection.exists("/long") != nil)
                }
                try await server.stop()
            }
        }
    }
}
