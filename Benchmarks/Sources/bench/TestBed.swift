import Foundation
import ZooKeeper
import ZooKeeperTestKit

/// A server, a connection to prepare it with, and the programs of the contenders.
final class TestBed {
    static let javaOptions = "_JAVA_OPTIONS"
    static let tick = Duration.milliseconds(200)
    static let sessionTimeout = Duration.seconds(10)
    /// With few pings between what is timed: those of 300 sessions are fewer than ``quiet()`` takes for something.
    static let calmSessionTimeout = Duration.seconds(30)
    /// When nothing of a join goes on any more: a new leader has its lease confirmed more often at first, and the limits of 30 s
    /// within which a candidate of ours was to connect are timers that nobody stops.
    static let joinsEnd = Duration.seconds(35)
    /// With hardly any pings.
    static let longSessionTimeout = Duration.seconds(60)

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

    /// Returns when the server has had next to nothing to do for 50 ms.
    func quiet() async throws {
        var last = try await packetsReceived()
        var spells = 0
        for _ in 0..<400 where spells < 2 {
            try await Task.sleep(for: .milliseconds(25))
            let now = try await packetsReceived()
            // The question before this one, and some pings.
            spells = now - last <= 1 + 3 ? spells + 1 : 0
            last = now
        }
        guard spells == 2 else { throw BenchError("the server does not come to rest") }
    }

    /// Whether the program of a contender was built.
    func has(_ contender: Contender) -> Bool {
        FileManager.default.fileExists(atPath: contender.program(in: folder))
    }

    func start(
        _ contender: Contender,
        at address: String? = nil,
        sessionTimeout: Duration = TestBed.sessionTimeout
    ) throws -> ContenderProcess {
        try ContenderProcess(
            contender,
            command: command(of: contender, at: address, sessionTimeout: sessionTimeout)
        )
    }

    /// The command line that starts a contender.
    func command(
        of contender: Contender,
        at address: String? = nil,
        sessionTimeout: Duration = TestBed.longSessionTimeout
    ) -> [String] {
        let milliseconds = "\(Int(sessionTimeout / .milliseconds(1)))"
        return contender.command(in: folder) + [address ?? self.address, milliseconds] + contender.options
    }

    /// A new node with so many children.
    func newPath(children count: Int = 0) async throws -> String {
        paths += 1
        let path = try await connection.create("/bench-\(paths)", data: [UInt8](repeating: 0, count: 100))
        try await inBatches(count) { .create("\(path)/\($0)") }
        return path
    }

    /// Deletes the nodes 0 to `count` - 1 below `path`.
    func deleteChildren(of path: String, count: Int) async throws {
        try await inBatches(count) { .delete("\(path)/\($0)") }
    }

    /// Watches the only child of `path`, and says when it has heard that it is gone.
    func deletion(belowPath path: String) async throws -> Task<Double, Never> {
        guard let child = try await connection.children(path).children.first else {
            throw BenchError("nobody stands")
        }
        let events = try await connection.existsW("\(path)/\(child)").events
        return Task {
            _ = await events.first { _ in true }
            return Monotonic.now
        }
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
