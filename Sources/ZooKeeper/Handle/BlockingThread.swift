import CZooKeeper

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Runs what blocks on a thread of its own, so that Swift's few threads stay free.
enum BlockingThread {
    /// Runs `body` on a new thread, which ends with it, and returns its result. Cancellation has no effect.
    static func run<Result: Sendable>(
        name: String,
        _ body: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            start(name: name) { continuation.resume(returning: body()) }
        }
    }

    /// Runs `body` on a new thread and does not wait for it.
    ///
    /// - Parameter name: see ``ThreadName``.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        let work = unsafe Unmanaged.passRetained(Work(name: name, body: body))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let failure = unsafe pthread_create(&thread, &attributes, runWork, work.toOpaque())
        unsafe pthread_attr_destroy(&attributes)
        if failure != 0 {
            // No thread is to be had: better to block the caller than to lose the work.
            unsafe work.takeRetainedValue().body()
        }
    }

    fileprivate final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

#if canImport(Darwin)
    private typealias ThreadContext = UnsafeMutableRawPointer
#else
    private typealias ThreadContext = UnsafeMutableRawPointer?
#endif

private let runWork: @convention(c) (ThreadContext) -> UnsafeMutableRawPointer? = { context in
    guard let context = unsafe Optional(context).flatMap({ unsafe $0 }) else { return nil }
    let work = unsafe Unmanaged<BlockingThread.Work>.fromOpaque(context).takeRetainedValue()
    ThreadName.set(work.name)
    work.body()
    return nil
}
