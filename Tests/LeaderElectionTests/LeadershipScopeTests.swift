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
}
