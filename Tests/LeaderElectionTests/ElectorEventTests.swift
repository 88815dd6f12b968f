import Testing

@testable import LeaderElection

struct ElectorEventTests {
    @Test func descriptionHasTheShapeOfGo() {
        #expect("\(Elector.Event(leader: true))" == "{leader:true err:<nil>}")
        #expect(
            "\(Elector.Event(leader: false, error: ElectorError(.sessionExpired)))"
                == "{leader:false err:the session expired}"
        )
    }

    @Test func errorsOfZooKeeperSayWhatTheyMean() {
        let pairs: [(ZKError.Code, ElectorError.Code)] = [
            (.connectionLoss, .disconnected), (.operationTimeout, .disconnected),
            (.systemError, .disconnected),
            (.sessionExpired, .sessionExpired), (.sessionMoved, .sessionExpired), (.authFailed, .authFailed),
            (.closing, .connectionClosed), (.requestTooLarge, .identTooLarge), (.noAuth, .zooKeeper),
            (.noNode, .zooKeeper),
        ]
        for (code, expected) in pairs {
            let error = ElectorError(ZKError(code, path: "/a", operation: "create"))
            #expect(error.code == expected)
            #expect(error.path == "/a")
            #expect(error.cause?.code == code)
        }
    }
}
