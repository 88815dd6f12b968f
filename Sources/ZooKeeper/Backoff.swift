/// Growing pauses between attempts, each by chance somewhat shorter, so that many who fail together do not come back together.
package struct Backoff: Sendable {
    private var pause: Duration
    private let longest: Duration

    init(from shortest: Duration, to longest: Duration) {
        pause = shortest
        self.longest = longest
    }

    /// Between two attempts at a request.
    package static var requests: Backoff { Backoff(from: .milliseconds(10), to: .milliseconds(200)) }

    /// Between two attempts to get a session.
    package static var sessions: Backoff { Backoff(from: .milliseconds(50), to: .seconds(5)) }

    /// Leaves a server alone for a moment that was too busy.
    static func leaveServerAlone() async throws {
        try await Task.sleep(for: .milliseconds(100), clock: .continuous)
    }

    /// How long to wait this time.
    mutating func next() -> Duration {
        defer { pause = min(pause * 2, longest) }
        return pause * Double.random(in: 0.5...1)
    }

    /// Waits. Throws `CancellationError`.
    package mutating func wait() async throws {
        try await Task.sleep(for: next(), clock: .continuous)
    }
}
