import Foundation

/// What this process has taken from the system.
struct Resources {
    var threads: Int
    var descriptors: Int
    /// Resident bytes.
    var memory: Int

    static var now: Resources {
        func count(_ folder: String) -> Int {
            (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
        }
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
            .dropFirst().first
        return Resources(
            threads: count("/proc/self/task"),
            descriptors: count("/proc/self/fd"),
            memory: (pages.flatMap { Int($0) } ?? 0) * 4_096
        )
    }
}
