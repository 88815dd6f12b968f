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

    /// What somebody else tells at the same time is not the last word.
    @Test func theLastValueIsTheLast() async {
        for _ in 0..<2_000 {
            let broadcast = Broadcast<Int?>(1)
            await withTaskGroup { group in
                group.addTask { for number in 2..<6 { broadcast.post(number) } }
                group.addTask { broadcast.finish(nil) }
            }
            #expect(broadcast.value == nil)
            #expect(await broadcast.subscribe().reduce(into: []) { $0.append($1) } == [nil])
        }
    }
}
