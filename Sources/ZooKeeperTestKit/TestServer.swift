public import Foundation
import NIOCore
import ZooKeeper

/// A real ZooKeeper server for tests: a process of its own, on a free loopback port, in a temporary folder of its own.
///
/// ```swift
/// let server = try await TestServer.start()
/// let connection = ZKConnection(addrs: [server.address])
/// try await connection.connect()
/// // what is to be tested
/// try await server.stop()
/// ```
///
/// The server is Debian's (`apt-get install zookeeper`), run by `java` from the path or from `JAVA_HOME`. It ends, and its
/// folder is removed, when the test's process ends, however that ends, and when the last reference goes.
public final class TestServer: Sendable {
    private struct State {
        var host: String
        var pid: pid_t?
    }

    private let state: Locked<State>
    private let port: UInt16
    private let guardian: ServerGuardian
    private let settings: ServerSettings

    /// Prepares a server that is not running yet.
    ///
    /// - Parameter number: by which it goes in an ensemble.
    init(host: String = "127.0.0.1", settings: ServerSettings, number: Int? = nil) throws {
        state = Locked(State(host: host))
        self.settings = settings
        port = try FreePort.next(host: host)
        guardian = try ServerGuardian()
        guard let number else { return }
        try "\(number)\n".write(
            to: guardian.folder.appendingPathComponent("data/myid"),
            atomically: true,
            encoding: .utf8
        )
    }

    /// Starts a server and returns when it answers.
    ///
    /// - Parameters:
    ///   - tickTime: the server's unit of time. It checks that often for sessions that have expired.
    ///   - minSessionTimeout: the shortest session timeout that it grants, by default two ticks.
    ///   - maxSessionTimeout: the longest session timeout that it grants.
    ///   - host: the loopback address to listen on, an IPv4 address.
    ///   - settings: more lines for its configuration file.
    ///   - nextSequence: nodes that are there from the start, each with the number that its next sequential child gets.
    /// - Throws: ``TestKitError`` where ZooKeeper or Java is not installed or the server does not come up.
    public static func start(
        tickTime: Duration = .milliseconds(200),
        minSessionTimeout: Duration? = nil,
        maxSessionTimeout: Duration = .seconds(60),
        host: String = "127.0.0.1",
        settings: [String: String] = [:],
        nextSequence: [String: Int32] = [:]
    ) async throws -> TestServer {
        let settings = ServerSettings(
            tickTime: tickTime,
            minSessionTimeout: minSessionTimeout,
            maxSessionTimeout: maxSessionTimeout
        )
        .adding(settings)
        return try await FreePort.retrying {
            let server = try TestServer(host: host, settings: settings)
            try server.preset(nextSequence)
            try await server.launch()
            return server
        }
    }

    deinit {
        guardian.end()
    }

    /// Where the server listens, as `host:port`.
    public var address: String { state.withLock { "\($0.host):\(port)" } }

    /// The process, or `nil` while there is none.
    public var pid: pid_t? { state.withLock { $0.pid } }

    /// The folder that holds the server's configuration, data and log.
    public var folder: URL { guardian.folder }

    /// Kills the process at once (SIGKILL). Its data stays for ``restart(host:)``.
    ///
    /// - Throws: ``TestKitError`` where the process does not end; `CancellationError`.
    public func kill() async throws {
        guard let pid else { return }
        Foundation.kill(pid, SIGKILL)
        try await gone(pid)
    }

    /// Ends the process in an orderly way (SIGTERM, after three seconds SIGKILL) and removes its folder.
    ///
    /// - Throws: ``TestKitError`` where the process does not end or the folder does not go; `CancellationError`, after which the
    ///   folder goes with this object.
    public func stop() async throws {
        if let pid {
            Foundation.kill(pid, SIGCONT)
            Foundation.kill(pid, SIGTERM)
            do {
                try await gone(pid, within: .seconds(3))
            } catch {
                Foundation.kill(pid, SIGKILL)
                try await gone(pid)
            }
        }
        guardian.end()
        try await Poll.until("\(folder.path) is removed") { [folder] in
            !FileManager.default.fileExists(atPath: folder.path)
        }
    }

    /// Starts the server again on the same port and with the same data, killing it first if it runs.
    ///
    /// - Parameter host: another loopback address to listen on, an IPv4 address, or `nil` for the same.
    /// - Throws: ``TestKitError`` after ``stop()`` and where the server does not come up; `CancellationError`.
    public func restart(host: String? = nil) async throws {
        guard !guardian.hasEnded else { throw TestKitError("the server was stopped") }
        if let host { try FreePort.validate(host) }
        try await kill()
        if let host { state.withLock { $0.host = host } }
        try await launch()
    }

    /// Stops the process where it is (SIGSTOP): its connections stay open and nothing answers.
    public func suspend() throws {
        if let pid { Foundation.kill(pid, SIGSTOP) }
    }

    /// Lets a suspended process go on (SIGCONT).
    public func resume() throws {
        if let pid { Foundation.kill(pid, SIGCONT) }
    }

    private func gone(_ pid: pid_t, within limit: Duration = .seconds(10)) async throws {
        try await Poll.until("process \(pid) has ended", within: limit) { !ProcessTable.isAlive(pid) }
        state.withLock { if $0.pid == pid { $0.pid = nil } }
    }

    private func preset(_ nextSequence: [String: Int32]) throws {
        guard !nextSequence.isEmpty else { return }
        let data = folder.appendingPathComponent("data/version-2")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data(Snapshot.bytes(nextSequence: nextSequence).readableBytesView)
            .write(to: data.appendingPathComponent("snapshot.0"))
    }

    /// Starts the process and returns when it serves.
    func launch() async throws {
        let host = state.withLock { $0.host }
        let config = folder.appendingPathComponent("zoo.cfg")
        try settings.text(host: host, port: port, folder: folder).write(
            to: config,
            atomically: true,
            encoding: .utf8
        )
        let pid = try await guardian.start(JavaCommand.server(config: config))
        state.withLock { $0.pid = pid }
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            // `ruok` is answered long before requests are.
            let answer = try? await FourLetterWord.ask("srvr", host: host, port: port, within: .seconds(1))
            // Whoever answers may be another server that was faster at this port.
            if let answer, answer.contains("Mode: "), ProcessTable.isAlive(pid) { return }
            guard ProcessTable.isAlive(pid), ContinuousClock.now < deadline else {
                throw TestKitError("the server at \(address) did not come up: \(guardian.log.suffix(10_000))")
            }
            try await Task.sleep(for: .milliseconds(20), clock: .continuous)
        }
    }
}
