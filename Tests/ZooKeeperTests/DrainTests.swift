import Testing

@testable import ZooKeeper

/// For how long a close waits for answers.
struct DrainTests {
    /// How often it waits while there are so many requests on their way.
    private func waits(_ counts: [Int]) -> Int {
        var drain = Drain()
        return counts.prefix { drain.goesOn(with: $0) }.count
    }

    @Test func notWhereThereIsNothingToWaitFor() {
        #expect(waits([0, 1]) == 0)
    }

    @Test func untilAllAreAnswered() {
        #expect(waits([200, 90, 3, 0, 0]) == 3)
    }

    @Test func notWhereNoAnswerComes() {
        #expect(waits([200, 200, 90]) == 1)
        #expect(waits([200, 90, 90, 0]) == 2)
    }

    @Test func notForEver() {
        #expect(waits((1...100).reversed()) == 10)
    }
}
