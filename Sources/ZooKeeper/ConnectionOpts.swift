public import Logging

/// How to connect.
public struct ConnectionOpts: Sendable {
    /// How long to try until a server accepts a connection. 5 s by default.
    public var connectTimeout: Duration

    /// How long to wait, from the start, until there is a session. 5 s by default.
    public var initialSessionTimeout: Duration

    /// The session timeout that is asked of the server, 5 s by default.
    ///
    /// The server answers with another one where this is outside of its bounds (2 to 20 of its ticks by default);
    /// see ``ZKConnection/negotiatedSessionTimeout``. At least 100 ms: an attempt to connect is given two thirds of it. Go's
    /// package passes its `ConnectTimeout` here.
    public var sessionTimeout: Duration

    /// Credentials that are added when the session is there, or `nil` for none.
    public var auth: Auth?

    /// Where the client's log goes, that of the C library included. By default nowhere.
    public var logger: Logger

    /// How host names become addresses. A test puts its own in here.
    package var resolver: any NameResolver = SystemNameResolver()

    /// Creates options; what is not given has its default.
    public init(
        connectTimeout: Duration = .seconds(5),
        initialSessionTimeout: Duration = .seconds(5),
        sessionTimeout: Duration = .seconds(5),
        auth: Auth? = nil,
        logger: Logger = Logger(label: "zookeeper", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.connectTimeout = connectTimeout
        self.initialSessionTimeout = initialSessionTimeout
        self.sessionTimeout = sessionTimeout
        self.auth = auth
        self.logger = logger
    }

    /// Credentials for a server.
    public struct Auth: Sendable, Hashable {
        /// The scheme, for example `digest`.
        public var scheme: String
        /// What the scheme asks for, for `digest` the bytes of `user:password`.
        public var secret: [UInt8]

        /// Creates credentials.
        public init(scheme: String, secret: [UInt8]) {
            self.scheme = scheme
            self.secret = secret
        }
    }

    /// Throws ``ZKError/Code/badArguments`` where a duration makes no sense.
    func validate() throws(ZKError) {
        for (name, duration, least) in [
            ("connectTimeout", connectTimeout, .milliseconds(1)),
            ("initialSessionTimeout", initialSessionTimeout, .milliseconds(1)),
            ("sessionTimeout", sessionTimeout, .milliseconds(100)),
        ] as [(String, Duration, Duration)] where duration < least || duration > .seconds(86_400) {
            throw ZKError(
                .badArguments,
                operation: "connect",
                message: "\(name) is \(duration), not between \(least) and a day"
            )
        }
    }
}
