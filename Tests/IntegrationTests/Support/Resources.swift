import Foundation

/// What this process has taken from the system.
struct Resources {
    var threads: Int
    var descriptors: Int
    /// Resident bytes, but for those that the allocator keeps of what was freed.
    var memory: Int

    private static let trim = dlsym(nil, "malloc_trim").map {
        unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self)
    }

    static var now: Resources {
        _ = trim?(0)
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
