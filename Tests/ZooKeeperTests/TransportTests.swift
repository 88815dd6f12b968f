import Testing

@testable import ZooKeeper

/// The library of this machine may have been built with TLS or SASL; where it was not, that is said.
struct TransportTests {
    private let tls = ConnectionOpts.TLS(authorities: "ca.pem", certificate: "cert.pem", key: "key.pem")
    private let sasl = ConnectionOpts.SASL(host: "zk", mechanisms: ["DIGEST-MD5"])

    @Test(.enabled(if: !CLibrary.hasTLS)) func noTLS() async {
        let connection = ZKConnection(addrs: ["127.0.0.1:1"], opts: ConnectionOpts(tls: tls))
        let error = await #expect(throws: ZKError.self) { try await connection.connect() }
        #expect(error?.code == .unimplemented)
        #expect(error?.message?.contains("zookeeper_init_ssl") == true)
        #expect(connection.link.present == .disconnected)
        #expect(!connection.link.hasHandle)
    }

    @Test(.enabled(if: !CLibrary.hasSASL)) func noSASL() async {
        let connection = ZKConnection(addrs: ["127.0.0.1:1"], opts: ConnectionOpts(sasl: sasl))
        let error = await #expect(throws: ZKError.self) { try await connection.connect() }
        #expect(error?.code == .unimplemented)
        #expect(error?.message?.contains("zookeeper_init_sasl") == true)
        #expect(connection.link.present == .disconnected)
        #expect(!connection.link.hasHandle)
    }

    @Test func settingsThatMakeNoSense() async {
        var options = [ConnectionOpts(tls: tls, sasl: sasl)]
        for broken in ["", "a,b", "a\0"] {
            var other = tls
            other.key = broken
            options.append(ConnectionOpts(tls: other))
        }
        for change in [{ $0.host = "" }, { $0.mechanisms = [] }, { $0.user = "a\0" }]
            as [@Sendable (inout ConnectionOpts.SASL) -> Void]
        {
            var other = sasl
            change(&other)
            options.append(ConnectionOpts(sasl: other))
        }
        for opts in options {
            let connection = ZKConnection(addrs: ["127.0.0.1:1"], opts: opts)
            #expect(await code { _ = try await connection.connect() } == .badArguments)
        }
    }

    @Test func theFormOfTheLibrary() {
        #expect(tls.joined == "ca.pem,cert.pem,key.pem,none")
        var encrypted = tls
        encrypted.passphrase = "secret"
        #expect(encrypted.joined == "ca.pem,cert.pem,key.pem,secret")
    }
}
