import Foundation

/// What this process has taken from the system.
struct Resources {
    var threads: Int
    var descriptors: Int
    /// Resident bytes, but for those that the allocator keeps of what was freed.
    var memory: Int

    private static let trim: (@convention(c) (Int) -> Int32)? = {
        // Once something large was freed, glibc keeps up to twice as much at the end of each thread's heap, where a trim does not
        // come: a hostile server's long answers then look like a leak. A limit that is set stays where it is.
        let mapThreshold: (parameter: Int32, bytes: Int32) = (-3, 131_072)
        let option = dlsym(nil, "mallopt").map {
            unsafeBitCast($0, to: (@convention(c) (Int32, Int32) -> Int32).self)
        }
        _ = option?(mapThreshold.parameter, mapThreshold.bytes)
        return dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self) }
    }()

    /// Whether ``memory`` says anything: a sanitizer holds on to what is freed, or keeps notes of it.
    static let countsMemory: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return environment["ASAN_OPTIONS"] == nil && environment["TSAN_OPTIONS"] == nil
    }()

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
