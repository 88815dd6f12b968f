import Testing
import ZooKeeper

@testable import LeaderElection

@Suite(.timeLimit(.minutes(1)))
struct LeadershipScopeTests {
    /// Who drains waits for the body that it has interrupted, not for the next one, which somebody may begin at once.
    @Test func drainingWaitsForTheBodyThatWasInterrupted() async throws {
        let tenure = Tenure(clock: .confirmed())
        let scope = LeadershipScope()
        let (running, ended) = (Gate(), Gate())
        let second = OneShot<Void>()
        let (isSecond, forever) = (Gate(), Gate())
        let bodies = Task {
            _ = await scope.run(under: tenure, until: { await forever.pass() }) {
                // On the thread of who drains: the first body ends, and the second begins, before that one goes on.
                ended.open()
                while !isSecond.isReached {}
            } _: {
                await running.pass()
                await ended.pass()
            }
            _ = await scope.run(under: tenure, until: { await forever.pass() }) {
                await isSecond.pass()
                try await second.value()
            }
        }
        try await running.untilReached()
        running.open()
        try await ended.untilReached()
        try await withDeadline(.seconds(20)) { await scope.drain() }
        second.fulfil(.success(()))
        isSecond.open()
        forever.open()
        await bodies.value
    }

    /// A body may leave a task behind in which the next one runs, and so on for ever.
    @Test func runsThatHaveEndedAreForgotten() async throws {
        let tenure = Tenure(clock: .confirmed())
        let scope = LeadershipScope()
        let forever = Gate()
        /// - Returns: how many runs the body of the last generation belongs to.
        @Sendable func run(_ left: Int) async throws -> Int {
            let ended = OneShot<Void>()
            let (result, _) = await scope.run(under: tenure, until: { await forever.pass() }) {
                let successor: Task<Int, any Error>? =
                    left == 0
                    ? nil
                    : Task {
                        try await ended.value()
                        return try await run(left - 1)
                    }
                return (LeadershipScope.current.count, successor)
            }
            ended.fulfil(.success(()))
            let (count, successor) = try result.get()
            return try await successor?.value ?? count
        }
        #expect(try await run(10) == 1)
        forever.open()
    }
}
