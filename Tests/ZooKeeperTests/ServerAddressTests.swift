import Testing

@testable import ZooKeeper

struct ServerAddressTests {
    @Test(
        arguments: [
            ("zk", "zk", 2181), ("zk.example.org:2182", "zk.example.org", 2182),
            ("127.0.0.1", "127.0.0.1", 2181),
            ("127.0.0.1:1", "127.0.0.1", 1), ("[::1]:2181", "::1", 2181), ("[::1]", "::1", 2181),
            ("::1", "::1", 2181),
            ("[fe80::1%eth0]:65535", "fe80::1%eth0", 65_535),
        ] as [(String, String, UInt16)]
    )
    func reads(text: String, host: String, port: UInt16) throws {
        let address = try ServerAddress(parsing: text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(try ServerAddress(parsing: address.description) == address)
    }

    @Test(
        arguments: [
            "", ":2181", "zk:", "zk:0", "zk:65536", "zk:-1", "zk:+1", "zk:abc", "zk:2181/app", "zk/app",
            "[::1", "[::1]2181",
            "[zk]:2181", "a b", "a,b",
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: ZKError.self) { try ServerAddress(parsing: text) }
        #expect(error?.code == .badArguments)
    }

    @Test func refusesNUL() {
        #expect(throws: ZKError.self) { try ServerAddress(parsing: "zk\0") }
    }

    @Test func tellsNamesFromAddresses() throws {
        #expect(try ServerAddress(parsing: "zk1").isName)
        #expect(try ServerAddress(parsing: "localhost:2181").isName)
        #expect(try !ServerAddress(parsing: "10.0.0.1:2181").isName)
        #expect(try !ServerAddress(parsing: "[::1]:2181").isName)
    }

    /// Of an even number of servers the C library tries every other one only.
    @Test(arguments: 1...6)
    func connectStringHasAnOddNumberOfServers(count: UInt16) {
        let servers = (1...count).map { ServerAddress(host: "10.0.0.\($0)", port: 2181) }
        let listed = ZKHandle.connectString(servers).split(separator: ",").map(String.init)
        #expect(!listed.count.isMultiple(of: 2))
        #expect(Set(listed) == Set(servers.map(\.description)))
    }

    /// The C library does not know brackets.
    @Test func connectStringHasNoBrackets() {
        #expect(ZKHandle.connectString([ServerAddress(host: "::1", port: 2181)]) == "::1:2181")
    }
}
