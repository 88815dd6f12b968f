import Testing

@testable import ZooKeeper

struct RequestTests {
    @Test func tooLargeARequestIsRefused() throws {
        let room =
            Request.sizeLimit - Request.create(path: "/a", data: [], flags: [], acl: ZKACL.world(.all)).size
        func create(_ count: Int) -> Request {
            .create(path: "/a", data: [UInt8](repeating: 0, count: count), flags: [], acl: ZKACL.world(.all))
        }
        try create(room).validate()
        let error = #expect(throws: ZKError.self) { try create(room + 1).validate() }
        #expect(error?.code == .requestTooLarge)
        #expect(error?.path == "/a")
    }

    @Test func aListWithoutEntriesOrWithNULIsRefused() {
        for acl in [
            [], [ZKACL(perms: .all, scheme: "wor\0ld", id: "anyone")],
            [ZKACL(perms: .all, scheme: "world", id: "\0")],
        ] {
            let requests = [
                Request.create(path: "/a", data: [], flags: [], acl: acl),
                .setACL(path: "/a", acl: acl, version: -1),
            ]
            for request in requests {
                let error = #expect(throws: ZKError.self) { try request.validate() }
                #expect(error?.code == .invalidACL)
            }
        }
    }

    @Test func credentialsNeedAScheme() {
        #expect(throws: ZKError.self) { try Request.addAuth(.init(scheme: "", secret: [])).validate() }
        #expect(throws: ZKError.self) { try Request.addAuth(.init(scheme: "a\0", secret: [])).validate() }
    }

    @Test func theFirstOfSeveralOperationsThatFailed() {
        #expect(ZKOperation.firstFailed([0, -101, -2], of: .noNode) == 1)
        #expect(ZKOperation.firstFailed([-101], of: .noNode) == 0)
        #expect(ZKOperation.firstFailed([0, 0, -8], of: .badArguments) == 2)
        // Nothing is known of single ones.
        #expect(ZKOperation.firstFailed([-4, -4], of: .connectionLoss) == nil)
        #expect(ZKOperation.firstFailed([-112], of: .sessionExpired) == nil)
        #expect(ZKOperation.firstFailed([-119, -119], of: .notReadOnly) == nil)
        #expect(ZKOperation.firstFailed([0, 0], of: .noNode) == nil)
    }

    @Test func severalOperationsAreCheckedOneByOne() {
        let request = Request.multi([.check("/a"), .create("/b", acl: []), .delete("c")])
        let error = #expect(throws: ZKError.self) { try request.validate() }
        #expect(error?.code == .invalidACL)
        #expect(error?.path == "/b")
        #expect(error?.operationIndex == 1)
    }

    @Test(arguments: [4 | 1, 4 | 2, 4 | 3, 8, -1] as [Int32])
    func flagsThatContradictEachOther(bits: Int32) {
        let request = Request.create(
            path: "/a",
            data: [],
            flags: ZKCreateFlags(rawValue: bits),
            acl: ZKACL.world(.all)
        )
        let error = #expect(throws: ZKError.self) { try request.validate() }
        #expect(error?.code == .badArguments)
    }
}
