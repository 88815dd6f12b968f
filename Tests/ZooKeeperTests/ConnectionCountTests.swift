import Testing

@testable import ZooKeeper

struct ConnectionCountTests {
    @Test func whatHasBeenIsNotWaitedFor() async throws {
        let connections = ConnectionCount()
        connections.advance()
        connections.advance()
        #expect(connections.value == 2)
        try await connections.exceeds(0)
        try await connections.exceeds(1)
    }

    @Test func theNextIsWaitedFor() async throws {
        let connections = ConnectionCount()
        for count in 0..<100 {
            let waiters = (0..<3).map { _ in Task { try await connections.exceeds(count) } }
            if count.isMultiple(of: 2) { await Task.yield() }
            connections.advance()
            for waiter in waiters { try await waiter.value }
        }
    }

    @Test func theEndIsToldToThoseWhoWaitAndToThoseWhoCome() async throws {
        let connections = ConnectionCount()
        connections.advance()
        let waiter = Task { try await connections.exceeds(1) }
        await Task.yield()
        connections.end(ZKError(.sessionExpired))
        connections.end(ZKError(.closing))
        #expect(await code { try await waiter.value } == .sessionExpired)
        #expect(await code { try await connections.exceeds(1) } == .sessionExpired)
        try await connections.exceeds(0)
    }

    @Test func cancellation() async throws {
        let connections = ConnectionCount()
        let waiter = Task { try await connections.exceeds(0) }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
    }
}
