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
}
