/// Waits for conditions that nobody announces.
public enum Poll {
    /// Asks again and again until `condition` holds.
    ///
    /// - Parameters:
    ///   - what: what is waited for, for the error.
    ///   - limit: how long to wait at most.
    ///   - condition: asked every few milliseconds.
    /// - Throws: ``TestKitError`` after `limit`; what `condition` throws; `CancellationError`.
    public static func until(
        _ what: String,
        within limit: Duration = .seconds(20),
        _ condition: () async throws -> Bool
    ) async throws {
        _ = try await value(what, within: limit) { try await condition() ? true : nil }
    }

    /// Asks again and again until `body` returns something.
    ///
    /// - Parameters:
    ///   - what: what is waited for, for the error.
    ///   - limit: how long to wait at most.
    ///   - body: asked every few milliseconds.
    /// - Throws: ``TestKitError`` after `limit`; what `body` throws; `CancellationError`.
    public static func value<Value>(
        _ what: String,
        within limit: Duration = .seconds(20),
        _ body: () async throws -> Value?
    ) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        while true {
            if let value = try await body() { return value }
            guard ContinuousClock.now < deadline else { throw TestKitError("not within \(limit): \(what)") }
            try await Task.sleep(for: .milliseconds(5), clock: .continuous)
        }
    }
}
