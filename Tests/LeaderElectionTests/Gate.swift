import ZooKeeper

/// Where a test lets somebody wait, cancelled or not.
final class Gate: Sendable {
    private let opened = OneShot<Void>()
    private let reached = OneShot<Void>()
    private let hasArrived = Locked(false)

    /// Waits until it is opened.
    func pass() async {
        hasArrived.withLock { $0 = true }
        reached.fulfil(.success(()))
        await Task { try? await opened.value() }.value
    }

    func open() { opened.fulfil(.success(())) }

    /// Whether somebody waits, or has waited.
    var isReached: Bool { hasArrived.withLock { $0 } }

    /// Returns when somebody waits, or has waited.
    func untilReached() async throws {
        try await withDeadline(.seconds(20)) { try await self.reached.value() }
    }
}
