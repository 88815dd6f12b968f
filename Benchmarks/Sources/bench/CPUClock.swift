import Foundation

/// The time that all threads of another process have been on a CPU, those that have ended included.
enum CPUClock {
    /// In seconds, to the nanosecond: ticks are too long for what a process does that waits.
    static func seconds(of pid: pid_t) throws -> Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw BenchError("process \(pid) cannot be read about")
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
