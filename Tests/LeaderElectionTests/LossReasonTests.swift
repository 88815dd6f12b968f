import Testing
import ZooKeeper

@testable import LeaderElection

struct LossReasonTests {
    @Test(
        arguments: [
            (.disconnected, .disconnected), (.sessionExpired, .sessionExpired),
            (.leaseExpired, .leaseExpired),
            (.authFailed, .authFailed), (.ownNodeDeleted, .ownNodeDeleted), (.deposed, .deposed),
            (.zooKeeper, .failed), (.connectionClosed, .failed),
        ] as [(ElectorError.Code, LossReason)]
    )
    func eachErrorThatEndsAnElectionHasItsReason(code: ElectorError.Code, reason: LossReason) {
        #expect(LossReason(ElectorError(code)) == reason)
    }

    @Test func errorsOfOthersAreFailures() {
        struct Fault: Error {}
        #expect(LossReason(Fault()) == .failed)
    }

    @Test(arguments: [
        (ZKError.Code.connectionLoss, LossReason.disconnected), (.sessionExpired, .sessionExpired),
        (.authFailed, .authFailed), (.noAuth, .failed),
    ])
    func whatZooKeeperSaidHasItsReason(code: ZKError.Code, reason: LossReason) {
        #expect(LossReason(ElectorError(ZKError(code))) == reason)
    }
}
