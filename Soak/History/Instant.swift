import Foundation

/// A moment on the clock that all processes of this machine share, in nanoseconds since it was started.
///
/// It goes on while a process, or the machine, stands still, and nobody sets it: what `ContinuousClock` reads, as a number
/// that can be written down and compared with that of another process.
public typealias Instant = Int64

extension Instant {
    /// This moment.
    public static var now: Instant {
        var time = timespec()
        #if canImport(Darwin)
            clock_gettime(CLOCK_MONOTONIC, &time)
        #else
            clock_gettime(CLOCK_BOOTTIME, &time)
        #endif
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// The duration as the distance between two ``Instant``s.
    public var nanoseconds: Int64 { Int64(self / .nanoseconds(1)) }
}
