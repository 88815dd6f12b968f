import Foundation
import NIOCore
import NIOPosix
import ZooKeeperTestKit

/// One instance of the service, in a process of its own.
final class InstanceProcess: Sendable {
    let port: Int
    private let process = Process()
    /// Held open for as long as the instance is to live, however this process goes.
    private let input = Pipe()
    private let ended: AsyncStream<Never>

    /// Starts the process.
    ///
    /// - Parameters:
    ///   - port: where it listens.
    ///   - arguments: what the command line has besides.
    ///   - isQuiet: whether its log goes nowhere.
    init(port: Int, arguments: [String], isQuiet: Bool = true) throws {
        self.port = port
        let (ended, end) = AsyncStream.makeStream(of: Never.self)
        self.ended = ended
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent()
            .appendingPathComponent("leader-service")
        process.arguments = ["--port", "\(port)", "--until-eof"] + arguments
        process.standardInput = input
        if isQuiet {
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
        }
        process.terminationHandler = { _ in end.finish() }
        try process.run()
    }

    /// What the instance is known by in the election.
    var ident: String { "127.0.0.1:\(port)" }
    var url: String { "http://\(ident)/" }
    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// Returns when the process listens, or has ended.
    func untilServing() async throws {
        try await Poll.until("\(ident) listens", within: .seconds(60)) {
            if !isRunning { return true }
            let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            try? await channel?.close()
            return channel != nil
        }
    }

    /// Returns when the process has ended or the task is cancelled. To be called once.
    func untilEnd() async {
        for await _ in ended {}
    }

    /// Ends the process as a crash does.
    func kill() {
        Foundation.kill(pid, SIGKILL)
    }

    /// Asks the process to end, and does not ask where it takes too long.
    func stop() async {
        // A task of its own: whoever is cancelled stops it all the same.
        await Task {
            process.terminate()
            do {
                try await Poll.until("\(ident) has ended") { !isRunning }
            } catch {
                kill()
            }
            process.waitUntilExit()
        }.value
    }
}
