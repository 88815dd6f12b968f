import Foundation
import ZooKeeper
import ZooKeeperTestKit

/// A server, a connection to prepare it with, and the programs of the contenders.
final class TestBed {
    static let javaOptions = "_JAVA_OPTIONS"
    static let tick = Duration.milliseconds(200)
    static let sessionTimeout = Duration.seconds(10)

    private let server: TestServer
    private let connection: ZKConnection
    private let folder: URL
    private var paths = 0

    init(contenders folder: URL) async throws {
        self.folder = folder
        // The test kit's servers start fast and stay small; this one is to be as fast as those in production.
        setenv(Self.javaOptions, "-XX:TieredStopAtLevel=4 -Xmx1g", 1)
        server = try await TestServer.start(tickTime: Self.tick)
        connection = .newConnection(
            addrs: [server.address],
            opts: ConnectionOpts(initialSessionTimeout: .seconds(30), sessionTimeout: .seconds(60))
        )
        _ = try await connection.connect()
    }

    /// Where the server listens.
    var address: String { server.address }

    /// How many packets the server has received.
    func packetsReceived() async throws -> Int {
        try await server.packetsReceived()
    }

    func start(
        _ contender: Contender,
        at address: String? = nil,
        sessionTimeout: Duration = TestBed.sessionTimeout
    ) throws -> ContenderProcess {
        try ContenderProcess(
            contender,
            in: folder,
            server: address ?? self.address,
            sessionTimeout: sessionTimeout
        )
    }

    /// A new node.
    func newPath() async throws -> String {
        paths += 1
        return try await connection.create("/bench-\(paths)", data: [UInt8](repeating: 0, count: 100))
    }

    /// Creates the nodes 0 to `count` - 1 below `path`.
    func createChildren(of path: String, count: Int) async throws {
        try await inBatches(count) { .create("\(path)/\($0)") }
    }

    /// Deletes the nodes 0 to `count` - 1 below `path`.
    func deleteChildren(of path: String, count: Int) async throws {
        try await inBatches(count) { .delete("\(path)/\($0)") }
    }

    func stop() async throws {
        await connection.close()
        try await server.stop()
    }

    private func inBatches(_ count: Int, _ operation: (Int) -> ZKOperation) async throws {
        for first in stride(from: 0, to: count, by: 1_000) {
            _ = try await connection.multi((first..<min(first + 1_000, count)).map(operation))
        }
    }
}
