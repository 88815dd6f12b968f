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

    /// The node that the connection takes for its root, or `nil` for the server's.
    ///
    /// Paths are then relative to it: `/` is this node itself, and so they stand in results, events and errors. It is created
    /// with what is missing above it, open to everybody, when a session is opened. It can also be written behind an address:
    /// `host:2181/app`.
    public var chroot: String?

    /// How to encrypt the connection, or `nil` not to. Not every build of the C library can: ``ZKConnection/connect()`` throws
    /// ``ZKError/Code/unimplemented`` where it cannot.
    public var tls: TLS?

    /// How to authenticate with SASL, or `nil` not to. Not together with ``tls``. Not every build of the C library can:
    /// ``ZKConnection/connect()`` throws ``ZKError/Code/unimplemented`` where it cannot.
    public var sasl: SASL?

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
        chroot: String? = nil,
        tls: TLS? = nil,
        sasl: SASL? = nil,
        logger: Logger = Logger(label: "zookeeper", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.connectTimeout = connectTimeout
        self.initialSessionTimeout = initialSessionTimeout
        self.sessionTimeout = sessionTimeout
        self.auth = auth
        self.chroot = chroot
        self.tls = tls
        self.sasl = sasl
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
