import Testing
import ZooKeeperTestKit

@testable import LeaderElection

struct LeaseTests {
    private let timeout = Duration.seconds(12)
    private let start = ContinuousClock.now

    @Test func theFirstIsAQuarterAndTheNextComesSoon() {
        var lease = Lease(sessionTimeout: timeout)
        #expect(lease.validUntil == nil)
        lease.confirm(sentAt: start, answeredAt: start)
        #expect(lease.validUntil == start + .seconds(3))
        #expect(lease.renewal(after: start) == start + .seconds(1))
        #expect(lease.workEnd == start + .milliseconds(2250))
    }

    @Test func atASteadyPaceItIsAHalf() {
        var lease = Lease(sessionTimeout: timeout)
        var sent = start
        for round in 0..<20 {
            lease.confirm(sentAt: sent, answeredAt: sent)
            if round >= 3 { #expect(lease.validUntil == sent + .seconds(6)) }
            let next = lease.renewal(after: sent)
            #expect(next <= sent + .seconds(2))
            sent = next
        }
    }

    /// The proof in the documentation, tried: a server hands what it has heard over to the ensemble's leader every quarter of
    /// the timeout at the latest, and is cut off at the worst moment. Nobody else leads before the lease has run out.
    @Test(arguments: 0..<200)
    func itEndsBeforeTheSessionCan(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var lease = Lease(sessionTimeout: timeout)
        // What the server heard from this client: pings come after a third of the timeout without anything else.
        var heard = [start]
        while heard[0] > start - timeout * 2 {
            heard.insert(heard[0] - timeout / 3 * Double.random(in: 0.1...1, using: &random), at: 0)
        }
        var sent = start
        for _ in 0..<30 {
            lease.confirm(sentAt: sent, answeredAt: sent)
            guard let validUntil = lease.validUntil else { return }
            // Right after the answer the two lose touch. The last time that the server told what it had heard was at most
            // a quarter of the timeout ago.
            let handover = sent - timeout / 4 * Double.random(in: 0...1, using: &random)
            let known = heard.last { $0 <= handover }
            #expect(known.map { validUntil <= $0 + timeout } == true)
            // A late renewal now and then.
            sent = lease.renewal(after: sent) + timeout / 3 * (Bool.random(using: &random) ? 0 : 1)
            while let last = heard.last, last + timeout / 3 < sent { heard.append(last + timeout / 3) }
            heard.append(sent)
        }
    }

    /// What was long on its way the server may have heard of just before the next one: the ensemble's leader does not know.
    @Test func aLateAnswerSaysNothingAboutTheTimeBeforeIt() {
        var lease = Lease(sessionTimeout: timeout)
        var sent = start
        for _ in 0..<10 {
            lease.confirm(sentAt: sent, answeredAt: sent)
            sent += .seconds(2)
        }
        let last = sent - .seconds(2)
        let late = sent + .seconds(5)
        lease.confirm(sentAt: sent, answeredAt: late)
        lease.confirm(sentAt: late, answeredAt: late)
        // What is known is the last of those before; a twelfth is left for clocks that differ.
        #expect(lease.validUntil == last + timeout * 11 / 12)
    }

    /// With the first confirmation under way there are no pings.
    @Test func aFirstAnswerThatIsLateGivesLittle() {
        var lease = Lease(sessionTimeout: timeout)
        lease.confirm(sentAt: start, answeredAt: start + .seconds(5))
        lease.confirm(sentAt: start + .seconds(5), answeredAt: start + .seconds(5))
        #expect(lease.validUntil == start + timeout / 2)
    }

    /// A process that stood still sent no pings: what it has confirmed now the ensemble's leader may not know yet.
    @Test func afterAGapItTakesAnother() {
        var lease = Lease(sessionTimeout: timeout)
        for number in 0..<6 {
            let sent = start + .seconds(2) * number
            lease.confirm(sentAt: sent, answeredAt: sent)
        }
        #expect(lease.validUntil == start + .seconds(16))
        var late = start + .seconds(60)
        lease.confirm(sentAt: late, answeredAt: late)
        #expect(lease.validUntil.map { $0 < late } == true)
        for _ in 0..<3 {
            #expect(lease.renewal(after: late) == late + .seconds(1))
            late += .seconds(1)
            lease.confirm(sentAt: late, answeredAt: late)
        }
        #expect(lease.validUntil == late + .seconds(6))
    }
}
