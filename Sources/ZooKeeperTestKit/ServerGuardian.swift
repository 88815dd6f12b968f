import Foundation
import ZooKeeper

/// Keeps a server process and its folder from outliving this process.
///
/// A small shell stands between the two and waits at a pipe. When that closes, because ``end()`` was called or because
/// this process is gone for whatever reason, the shell kills the server and removes the folder.
final class ServerGuardian: Sendable {
    /// The folder that goes with the guardian.
    let folder: URL

    private let commands: Locked<FileHandle?>

    private static let script = """
        trap '' INT TERM HUP QUIT
        folder=$1
        shift
        pid=
        while read -r command; do
            env --default-signal=TERM sh "$folder/$command" >>"$folder/server.log" 2>&1 </dev/null &
            pid=$!
            echo "$pid" >"$folder/pid.new" && mv "$folder/pid.new" "$folder/pid"
        done
        [ -n "$pid" ] && kill -KILL "$pid" 2>/dev/null
        wait
        rm -rf "$folder"
        """

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("zookeeper-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("data"),
            withIntermediateDirectories: true
        )
        let pipe = Pipe()
        // A child that inherited this end would keep the shell waiting after this process is gone.
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", Self.script, "zookeeper-test", folder.path]
        shell.standardInput = pipe
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        do {
            try shell.run()
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw TestKitError("no shell could be started: \(error)")
        }
        commands = Locked(pipe.fileHandleForWriting)
    }

    /// Starts a process and returns its number.
    func start(_ command: [String]) async throws -> pid_t {
        let number = folder.appendingPathComponent("pid")
        try? FileManager.default.removeItem(at: number)
        let quoted = command.map { "'\($0.replacingOccurrences(of: "'", with: "'\\''"))'" }
        try "exec \(quoted.joined(separator: " "))\n".write(
            to: folder.appendingPathComponent("command"),
            atomically: true,
            encoding: .utf8
        )
        try commands.withLock { try $0?.write(contentsOf: Data("command\n".utf8)) }
        return try await Poll.value("the process has a number") {
            let text = try? String(contentsOf: number, encoding: .utf8)
            return text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
    }

    /// What the process printed.
    var log: String {
        (try? String(contentsOf: folder.appendingPathComponent("server.log"), encoding: .utf8)) ?? ""
    }

    /// Kills the process and removes the folder, both in a moment.
    func end() {
        let commands = commands.withLock { commands in
            defer { commands = nil }
            return commands
        }
        try? commands?.close()
    }

    /// Whether ``end()`` was called.
    var hasEnded: Bool { commands.withLock { $0 == nil } }
}
