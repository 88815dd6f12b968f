import Testing

@testable import ZooKeeper

struct ZKACLTests {
    @Test func builders() {
        #expect(ZKACL.world(.all) == [ZKACL(perms: .all, scheme: "world", id: "anyone")])
        #expect(ZKACL.auth(.read) == [ZKACL(perms: .read, scheme: "auth", id: "")])
    }

    /// The pair that ZooKeeper's own documentation of the super user gives, made by its DigestAuthenticationProvider.
    @Test func digestIsTheServers() {
        #expect(
            ZKACL.digest(.all, user: "super", password: "test").first?.id
                == "super:D/InIHSb7yEEbrWz8b9l71RjZJU="
        )
        #expect(ZKACL.digest(.all, user: "user", password: "").first?.id.hasPrefix("user:") == true)
    }
}
