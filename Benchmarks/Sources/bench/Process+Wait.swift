import Foundation

extension Process {
    /// Waits for its end, and brings it about where that takes too long.
    ///
    /// - Returns: whether it has ended by itself.
    func waitUntilExit(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        while isRunning, ContinuousClock.now < deadline { usleep(10_000) }
        guard isRunning else { return true }
        kill(processIdentifier, SIGKILL)
        waitUntilExit()
        return false
    }
}
