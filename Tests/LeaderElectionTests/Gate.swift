import ZooKeeper

/// Where a test lets somebody wait, cancelled or not.
final class Gate: Sendable {
    private let opened = OneShot<Void>()
    private let reached = OneShot<Void>()

    /// Waits until it is opened.
    func pass() async {
        reached.fulfil(.success(()))
        await Task { try? await opened.value() }.value
    }

    func open() { opened.fulfil(.success(())) }

    /// Returns when somebody waits, or has waited.
    func untilReached() async throws {
        try await withDeadline(.seconds(20)) { try await self.reached.value() }
    }
}
