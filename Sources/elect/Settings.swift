import ArgumentParser
import Configuration
import Foundation
import LeaderElection

/// Where an election is and how to get there: what the command line says, and then what the environment does.
struct Settings: Sendable {
    var servers: [String]
    var path: String
    var chroot: String?
    var credentials: Credentials?
    var sessionTimeout: Double
    var connectTimeout: Double

    /// What can be set, by its key; in the environment `ELECT_` and the key in capitals: `ELECT_SESSION_TIMEOUT`.
    enum Key: String {
        case servers, path, chroot, ident, auth, authFile, sessionTimeout, connectTimeout

        /// The name of the environment variable.
        var variable: String {
            "ELECT_" + rawValue.map { $0.isUppercase ? "_\($0)" : $0.uppercased() }.joined()
        }
    }

    /// Reads what is set.
    ///
    /// - Throws: `ValidationError` with a word to the user.
    init(
        commandLine: [Key: String?],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let values = Self.reader(commandLine: commandLine, environment: environment)
        func required(_ key: Key, _ option: String) throws -> String {
            guard let value = values(key), !value.isEmpty else {
                throw ValidationError("missing: '\(option)' or \(key.variable)")
            }
            return value
        }
        func seconds(_ key: Key) throws -> Double {
            guard let text = values(key) else { return 5 }
            guard let value = Double(text), value > 0, value <= 86_400 else {
                throw ValidationError("\(key.variable) is a number of seconds above 0 and at most 86400")
            }
            return value
        }
        servers = try required(.servers, "--servers")
            .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        path = try required(.path, "--path")
        chroot = values(.chroot)
        sessionTimeout = try seconds(.sessionTimeout)
        connectTimeout = try seconds(.connectTimeout)
        // A file that is named on the command line comes before the environment.
        func unlessEmpty(_ key: Key) -> String? { values(key).flatMap { $0.isEmpty ? nil : $0 } }
        credentials = try Self.credentials(
            text: commandLine[.authFile].flatMap(\.self) == nil ? unlessEmpty(.auth) : nil,
            file: unlessEmpty(.authFile)
        )
    }

    /// The value of a key: that of the command line, or else that of the environment.
    static func reader(
        commandLine: [Key: String?],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> (Key) -> String? {
        let given = commandLine.compactMap { key, value in
            value.map {
                (AbsoluteConfigKey(["elect", key.rawValue]), ConfigValue(.string($0), isSecret: false))
            }
        }
        let reader = ConfigReader(providers: [
            InMemoryProvider(values: Dictionary(given) { first, _ in first }),
            EnvironmentVariablesProvider(
                environmentVariables: environment,
                secretsSpecifier: .specific([Key.auth.variable])
            ),
        ])
        return { reader.scoped(to: "elect").string(forKey: ConfigKey([$0.rawValue])) }
    }

    private static func credentials(text: String?, file: String?) throws -> Credentials? {
        if let text {
            guard let credentials = Credentials(text) else {
                throw ValidationError("\(Key.auth.variable) is not scheme:secret")
            }
            return credentials
        }
        guard let file else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("cannot read '\(file)'")
        }
        guard let credentials = Credentials(text) else {
            throw ValidationError("what '\(file)' says is not scheme:secret")
        }
        return credentials
    }

    /// A connection that is not yet opened.
    var connection: ZKConnection { .newConnection(addrs: servers, opts: opts) }

    private var opts: ConnectionOpts {
        ConnectionOpts(
            connectTimeout: .seconds(connectTimeout),
            initialSessionTimeout: .seconds(connectTimeout),
            sessionTimeout: .seconds(sessionTimeout),
            auth: credentials?.auth,
            chroot: chroot
        )
    }

    /// Runs `body` with a connection that is closed in the end.
    func withConnection<Value>(_ body: (ZKConnection) async throws -> Value) async throws -> Value {
        try await ZKConnection.withConnection(addrs: servers, opts: opts, body)
    }
}
