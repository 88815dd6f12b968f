import ArgumentParser
import Foundation
import LeaderElection
import Testing

@testable import elect

/// What the command line and the environment say, without a server.
struct SettingsTests {
    private let environment = ["ELECT_SERVERS": "a:1,b:2", "ELECT_PATH": "/from/environment"]

    @Test func theCommandLineComesFirst() throws {
        let settings = try Settings(commandLine: [.path: "/given", .servers: nil], environment: environment)
        #expect(settings.servers == ["a:1", "b:2"])
        #expect(settings.path == "/given")
        #expect(settings.chroot == nil)
        #expect(settings.credentials == nil)
        #expect(settings.sessionTimeout == 5)
    }

    @Test(arguments: [
        ("ELECT_SESSION_TIMEOUT", "0"), ("ELECT_SESSION_TIMEOUT", "soon"), ("ELECT_CONNECT_TIMEOUT", "1e9"),
        ("ELECT_AUTH", "secret"), ("ELECT_AUTH_FILE", "/no/such/file"), ("ELECT_SERVERS", ""),
        ("ELECT_PATH", ""),
    ])
    func whatMakesNoSenseIsRefused(name: String, value: String) {
        #expect(throws: ValidationError.self) {
            try Settings(commandLine: [:], environment: environment.merging([name: value]) { $1 })
        }
    }

    @Test func whatIsMissingIsNamed() {
        #expect {
            try Settings(commandLine: [:], environment: ["ELECT_PATH": "/a"])
        } throws: { error in
            "\(error)".contains("'--servers' or ELECT_SERVERS")
        }
    }

    @Test func numbersAndCredentialsOfTheEnvironment() throws {
        let settings = try Settings(
            commandLine: [.sessionTimeout: "7.5"],
            environment: environment.merging([
                "ELECT_SESSION_TIMEOUT": "9", "ELECT_CONNECT_TIMEOUT": "0.5", "ELECT_CHROOT": "/app",
                "ELECT_AUTH": "digest:user:pass",
            ]) { $1 }
        )
        #expect(settings.sessionTimeout == 7.5)
        #expect(settings.connectTimeout == 0.5)
        #expect(settings.chroot == "/app")
        #expect(settings.credentials?.scheme == "digest")
        #expect(settings.credentials?.secret == "user:pass")
    }

    /// As files for containers have them.
    @Test func anEmptyVariableIsNone() throws {
        let settings = try Settings(
            commandLine: [:],
            environment: environment.merging(["ELECT_AUTH": "", "ELECT_AUTH_FILE": ""]) { $1 }
        )
        #expect(settings.credentials == nil)
    }

    @Test func credentialsAsText() {
        for end in ["", "\n", "\r\n", "\n\n"] {
            #expect(Credentials("digest:user:pass:word\(end)")?.secret == "user:pass:word")
        }
        #expect(
            Credentials("digest:user:pass")?.auth == .init(scheme: "digest", secret: Array("user:pass".utf8))
        )
        for text in ["", "digest", ":secret", "digest:", "\n"] { #expect(Credentials(text) == nil) }
    }
}
