import LeaderElection
import Testing

@testable import elect

/// When a command is killed.
struct StopPlanTests {
    private let plan = StopPlan(sessionTimeout: .seconds(24))
    private let now = ContinuousClock.now

    @Test func aCommandIsDeadBeforeTheLeaseEnds() {
        #expect(plan.deadline(validUntil: now + .seconds(12)) == now + .seconds(11))
    }

    /// After a loss there is some time to stop, but never more than there was before.
    @Test func aCommandThatIsToldToStopHasLittleTime() {
        #expect(plan.deadline(stoppedAt: now, now + .seconds(11)) == now + .seconds(1))
        #expect(plan.deadline(stoppedAt: now, now + .milliseconds(500)) == now + .milliseconds(500))
        #expect(plan.deadline(stoppedAt: now, now - .seconds(1)) == now - .seconds(1))
    }

    @Test func theLeaseIsLookedAtTheMoreOftenTheLessIsLeft() {
        #expect(plan.pause(before: now + .seconds(8), now: now) == .seconds(1))
        #expect(plan.pause(before: now, now: now) == .milliseconds(10))
        #expect(plan.pause(before: now - .seconds(1), now: now) == .milliseconds(10))
    }
}
