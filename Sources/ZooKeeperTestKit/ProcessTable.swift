import Foundation

/// What the operating system says of processes.
enum ProcessTable {
    /// Whether a process runs or is stopped; one that has ended and waits to be collected is not alive.
    static func isAlive(_ pid: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
            return !FileManager.default.fileExists(atPath: "/proc/self/stat") && Foundation.kill(pid, 0) == 0
        }
        // The name stands in parentheses and may contain anything; the state follows it.
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}
