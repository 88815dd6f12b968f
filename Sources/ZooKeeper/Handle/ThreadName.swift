import CZooKeeper

/// The name of the calling thread: at most 15 characters. Threads that it starts inherit it on Linux.
enum ThreadName {
    static var current: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let base = buffer.baseAddress, unsafe czk_get_thread_name(base, buffer.count) == 0
            else { return "" }
            return unsafe String(cString: base)
        }
    }

    static func set(_ name: String) {
        unsafe czk_set_thread_name(name)
    }

    /// Runs `body` on this thread under another name.
    static func with<Result>(_ name: String, _ body: () -> Result) -> Result {
        let own = current
        set(name)
        defer { set(own) }
        return body()
    }
}
