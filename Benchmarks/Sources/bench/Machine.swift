import Foundation

/// Where, when and what was measured in one run.
struct Machine: Codable {
    var begin = Machine.date
    var end = ""
    var cores = ProcessInfo.processInfo.activeProcessorCount
    var processor = Machine.first(of: "/proc/cpuinfo", after: "model name")
    var system = Machine.first(of: "/proc/sys/kernel/osrelease")
    /// The machine's load averages before and after.
    var loadBefore = Machine.load
    var loadAfter = ""
    var isQuick: Bool
    var plan: Plan
    var parts: [Part]
    /// What was measured, beginning with this package's revision: a line each.
    var versions: [String]

    static var date: String { Date.now.formatted(.iso8601) }

    static var load: String {
        first(of: "/proc/loadavg").split(separator: " ").prefix(3).joined(separator: ", ")
    }

    /// The first line of a file that begins like this, without that.
    private static func first(of file: String, after beginning: String = "") -> String {
        let text = try? String(contentsOfFile: file, encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix(beginning) }
        return line.map { String($0.dropFirst(beginning.count).trimmingPrefix(/[\s:]+/)) } ?? "unknown"
    }
}
