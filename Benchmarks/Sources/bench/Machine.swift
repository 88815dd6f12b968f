import Foundation

/// Where and when was measured.
struct Machine: Codable {
    var begin = Machine.date
    var end = ""
    var cores = ProcessInfo.processInfo.activeProcessorCount
    var system = Machine.first(of: "/proc/sys/kernel/osrelease")
    /// The machine's load averages before and after.
    var loadBefore = Machine.load
    var loadAfter = ""
    var isQuick: Bool

    init(isQuick: Bool) {
        self.isQuick = isQuick
    }

    static var date: String { Date.now.formatted(.iso8601) }

    static var load: String {
        first(of: "/proc/loadavg").split(separator: " ").prefix(3).joined(separator: ", ")
    }

    private static func first(of file: String) -> String {
        let text = try? String(contentsOfFile: file, encoding: .utf8)
        return text?.split(separator: "\n").first.map(String.init) ?? "unknown"
    }
}
