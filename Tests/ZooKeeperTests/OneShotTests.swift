import Testing

@testable import ZooKeeper

struct OneShotTests {
    @Test func firstResultStays() async throws {
        let oneShot = OneShot<Int>()
        oneShot.fulfil(.success(1))
        oneShot.fulfil(.success(2))
        #expect(try await oneShot.value() == 1)
    }

    @Test func everyWaiterIsServedOrCancelled() async throws {
        for _ in 0..<200 {
            let oneShot = OneShot<Int>()
            let waiters = (0..<4).map { _ in Task { try await oneShot.value() } }
            let cancelled = Task { try await oneShot.value() }
            cancelled.cancel()
            Task { oneShot.fulfil(.success(7)) }
            for waiter in waiters { #expect(try await waiter.value == 7) }
            switch await cancelled.result {
            case .success(let value): #expect(value == 7)
            case .failure(let error): #expect(error is CancellationError)
            }
        }
    }
}
