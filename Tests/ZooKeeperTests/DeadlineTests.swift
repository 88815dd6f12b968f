import Testing

@testable import ZooKeeper

struct DeadlineTests {
    @Test func resultComesThrough() async throws {
        #expect(try await withDeadline(.seconds(60)) { 1 } == 1)
        await #expect(throws: ZKError(.noNode)) {
            try await withDeadline(.seconds(60)) { throw ZKError(.noNode) }
        }
    }

    @Test func bodyIsCancelledAtTheEnd() async throws {
        let never = OneShot<Void>()
        await #expect(throws: ZKError(.closing)) {
            try await withDeadline(.milliseconds(1), timeout: ZKError(.closing)) { try await never.value() }
        }
    }

    @Test func cancellingIsNoTimeout() async throws {
        let never = OneShot<Void>()
        let task = Task { try await withDeadline(.seconds(60)) { try await never.value() } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
