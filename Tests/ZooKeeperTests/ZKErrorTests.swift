import CZooKeeper
import Testing

@testable import ZooKeeper

struct ZKErrorTests {
    @Test func codesHaveTheNumbersOfC() {
        let pairs: [(ZKError.Code, ZOO_ERRORS)] = [
            (.systemError, ZSYSTEMERROR), (.runtimeInconsistency, ZRUNTIMEINCONSISTENCY),
            (.dataInconsistency, ZDATAINCONSISTENCY), (.connectionLoss, ZCONNECTIONLOSS),
            (.marshallingError, ZMARSHALLINGERROR), (.unimplemented, ZUNIMPLEMENTED),
            (.operationTimeout, ZOPERATIONTIMEOUT), (.badArguments, ZBADARGUMENTS),
            (.invalidState, ZINVALIDSTATE),
            (.apiError, ZAPIERROR), (.noNode, ZNONODE), (.noAuth, ZNOAUTH), (.badVersion, ZBADVERSION),
            (.noChildrenForEphemerals, ZNOCHILDRENFOREPHEMERALS), (.nodeExists, ZNODEEXISTS),
            (.notEmpty, ZNOTEMPTY),
            (.sessionExpired, ZSESSIONEXPIRED), (.invalidCallback, ZINVALIDCALLBACK),
            (.invalidACL, ZINVALIDACL),
            (.authFailed, ZAUTHFAILED), (.closing, ZCLOSING), (.sessionMoved, ZSESSIONMOVED),
            (.notReadOnly, ZNOTREADONLY), (.ephemeralOnLocalSession, ZEPHEMERALONLOCALSESSION),
            (.noWatcher, ZNOWATCHER), (.sessionClosedRequireSASLAuth, ZSESSIONCLOSEDREQUIRESASLAUTH),
            (.throttledOperation, ZTHROTTLEDOP),
        ]
        for (code, c) in pairs { #expect(code.rawValue == c.rawValue, "\(code)") }
    }

    /// What a server says that has ended a session.
    @Test(
        arguments: [
            (-12, .sessionExpired), (-112, .sessionExpired), (-101, .noNode), (-999, .init(rawValue: -999)),
        ]
            as [(Int32, ZKError.Code)]
    )
    func answers(number: Int32, code: ZKError.Code) {
        #expect(ZKError.Code(answer: number) == code)
    }

    @Test func createFlagsHaveTheNumbersOfC() {
        #expect(ZKCreateFlags.ephemeral.rawValue == ZOO_EPHEMERAL)
        #expect(ZKCreateFlags.sequential.rawValue == ZOO_SEQUENCE)
        #expect(([.ephemeral, .sequential] as ZKCreateFlags).rawValue == ZOO_EPHEMERAL_SEQUENTIAL)
    }

    @Test func permissionsHaveTheNumbersOfC() {
        #expect(ZKACL.Permissions.all.rawValue == ZOO_PERM_ALL)
        #expect(ZKACL.Permissions.read.rawValue == ZOO_PERM_READ)
        #expect(ZKACL.Permissions.admin.rawValue == ZOO_PERM_ADMIN)
    }

    @Test func descriptionTellsAllThatIsKnown() {
        #expect("\(ZKError(.noNode))" == "no node")
        #expect("\(ZKError(.noNode, path: "/a", operation: "get"))" == "get \"/a\" failed: no node")
        #expect(
            "\(ZKError(.badArguments, operation: "connect", message: "why"))"
                == "connect failed: bad arguments: why"
        )
        #expect(
            "\(ZKError(.noNode, path: "/a", operation: "multi", operationIndex: 2))"
                == "multi (operation 2) \"/a\" failed: no node"
        )
        #expect("\(ZKError(.init(rawValue: -999)))" == "error -999")
    }

    @Test func outcomeIsUnknownExactlyWhereTheRequestMayHaveArrived() {
        let unknown: [Int32] = [-1, -2, -4, -7, -115, -116]
        for number in Int32(-130)...0 {
            #expect(ZKError.Code(rawValue: number).isOutcomeUnknown == unknown.contains(number), "\(number)")
        }
    }
}
