import Testing

@testable import LeaderElection

@Suite(.timeLimit(.minutes(1)))
struct BroadcastTests {
    /// Cancelling takes a lock of the runtime, and so does telling: one inside of the other, both ways round, is a dead-lock.
    @Test func readersMayBeCancelledWhileTheyAreTold() async {
        let broadcast = Broadcast(0)
        await withTaskGroup { group in
            for lane in 1...4 {
                group.addTask {
                    for round in 0..<2_000 {
                        let reader = Task { for await _ in broadcast.subscribe() {} }
                        await Task.yield()
                        broadcast.post(lane * 10_000 + round)
                        reader.cancel()
                        await reader.value
                    }
                }
            }
        }
    }
}
