/// A connection to a ZooKeeper ensemble: one session, kept over any number of connections to its servers.
///
/// ```swift
/// let connection = ZKConnection(addrs: ["127.0.0.1:2181"])
/// try await connection.connect()
/// let (data, stat) = try await connection.get("/config")
/// await connection.close()
/// ```
///
/// A connection that is lost is sought again by the client itself, and watches are set anew. A session that expired is
/// over: requests throw ``ZKError/Code/sessionExpired`` until ``connect()`` is called again, which opens another one.
///
/// Requests do not wait for the actor and may be made from any task. Each can be cancelled; it may have been executed
/// all the same. A connection that is let go of without ``close()`` is closed in the background, once what cancelled calls have
/// left is cleared up.
public actor ZKConnection: Conn, Connector {
    /// The servers, as they were given.
    public nonisolated let addrs: [String]

    /// The options, as they were given.
    public nonisolated let opts: ConnectionOpts

    nonisolated let link = SessionLink()
    private let opener: SessionOpener
    private var follower: Task<Void, Never>?
    private var closing: Task<Void, Never>?

    /// Creates a connection, which is not open yet.
    ///
    /// - Parameters:
    ///   - addrs: the servers, each as `host`, `host:port` or `[IPv6]:port`. Without a port 2181 is meant. One text may
    ///     name several servers with commas between them, and may end in a chroot: `a:2181,b:2181/app`.
    ///   - opts: timeouts, credentials, a chroot and a logger.
    public init(addrs: [String], opts: ConnectionOpts = .init()) {
        self.addrs = addrs
        self.opts = opts
        opener = SessionOpener(addrs: addrs, opts: opts, link: link)
    }

    deinit {
        follower?.cancel()
        for handle in link.close() { handle.startClosing() }
    }

    // MARK: - Life cycle

    /// Opens a session, adds the credentials of the options, creates the chroot where there is one and it does not exist,
    /// and returns when the session can be used.
    ///
    /// Where there is a session already it is waited for and returned. A call that throws leaves nothing behind.
    ///
    /// - Throws: ``ZKError`` with ``ZKError/Code/badArguments`` for addresses or options that make no sense,
    ///   ``ZKError/Code/unimplemented`` for TLS or SASL where the C library was built without,
    ///   ``ZKError/Code/unknownHost`` where no name resolves, ``ZKError/Code/operationTimeout`` where no server accepts a
    ///   connection within ``ConnectionOpts/connectTimeout`` or grants a session within
    ///   ``ConnectionOpts/initialSessionTimeout``, ``ZKError/Code/protocolViolation`` where something else than ZooKeeper
    ///   answers, ``ZKError/Code/authFailed`` where the credentials are refused, what creating the chroot throws (for example
    ///   ``ZKError/Code/noAuth``), ``ZKError/Code/closing`` after
    ///   ``close()``; and `CancellationError`.
    @discardableResult
    public func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        let ensemble = try opener.validated()
        let deadline = ContinuousClock.now + opts.initialSessionTimeout
        repeat {
            if let attempt = try link.beginConnecting() {
                try await opener.open(ensemble, attempt)
                followNames(of: ensemble.servers)
                break
            }
        } while try await !withDeadline(ContinuousClock.now.duration(to: deadline)) { [link] in
            try await link.untilConnected()
        }
        return (self, events())
    }

    /// Closes the connection and ends its session, which takes its ephemeral nodes along.
    ///
    /// Requests that are unanswered, and every call from now on, throw ``ZKError/Code/closing``. May be called more than
    /// once and from many tasks; each returns when nothing is left. Cancellation has no effect. Usually takes a few
    /// milliseconds; where the server is silent up to six seconds, and then the session ends with its timeout.
    public func close() async {
        follower?.cancel()
        follower = nil
        let handles = link.close()
        if closing == nil {
            closing = Task { for handle in handles { await handle.close() } }
        }
        await closing?.value
    }

    private func followNames(of servers: [ServerAddress]) {
        guard follower == nil, servers.contains(where: \.isName) else { return }
        follower = Task { [follower = NameFollower(opener: opener)] in await follower.run() }
    }

    // MARK: - The session

    /// A subscription of its own to the connection's events: the present state, then each change.
    ///
    /// Subscriptions do not take events from one another. Each ends with ``ZKEvent/State/closed`` after ``close()``. Of
    /// what is not read the newest 128 are kept.
    public nonisolated func events() -> AsyncStream<ZKEvent> {
        link.subscribe()
    }

    /// The number of the session, `nil` while there is none.
    public nonisolated var sessionID: Int64? { link.session?.id }

    /// The session timeout that the server granted, `nil` while there is no session.
    public nonisolated var negotiatedSessionTimeout: Duration? { link.session?.timeout }

    /// Returns when there is a session: at once, while the connection to it is lost when that is back, and after an expiry
    /// when somebody has called ``connect()`` with success.
    ///
    /// - Throws: ``ZKError/Code/closing`` after ``close()``; `CancellationError`.
    public nonisolated func waitForSession() async throws {
        for await event in link.subscribe() where event.state == .hasSession { return }
        try Task.checkCancellation()
        throw ZKError(.closing, operation: "waitForSession")
    }

    /// Adds credentials, which hold for every request from now on and for as long as this connection is used.
    ///
    /// Whether a digest is right is not checked here: the server compares it when a node asks for it.
    ///
    /// - Throws: ``ZKError/Code/authFailed`` where the server does not know the scheme; then the session is over.
    ///   ``ZKError/Code/badArguments``, ``ZKError/Code/invalidState`` before ``connect()``, ``ZKError/Code/closing``,
    ///   ``ZKError/Code/sessionExpired``; and `CancellationError`, after which this session may have them,
    ///   and a later one has not.
    public func addAuth(scheme: String, secret: [UInt8]) async throws {
        let auth = ConnectionOpts.Auth(scheme: scheme, secret: secret)
        // Before they are sent: a session that moves to another handle meanwhile takes them along.
        opener.credentials.withLock { $0.append(auth) }
        do {
            try await link.observers.observe(.addAuth(auth)) { [link] in try await link.addAuth(auth) }
        } catch {
            // This one; the same may have been added, and accepted, before.
            opener.credentials.withLock { all in all.lastIndex(of: auth).map { _ = all.remove(at: $0) } }
            throw error
        }
    }
}

extension SessionLink {
    /// Adds credentials once there is a connection.
    fileprivate func addAuth(_ auth: ConnectionOpts.Auth) async throws {
        var request = Request.addAuth(auth)
        try request.validate()
        while true {
            let handle = try await settledHandle(for: request)
            let connections = handle.connections.value
            do {
                _ = try await handle.submit(request, isAbsolute: true)
                guard request.mustBeAlone else { return }
                // The library has sent others again right before, at a reconnect, and may have taken the reply to those for this
                // one. The reply to what comes next is behind both.
                request = .sync(path: "/")
            } catch let error as ZKError where error.code.isConnectionTrouble {
                // The library keeps the credentials and sends them again by itself, before anything else. Whatever is answered
                // after them says that they were accepted.
                request = .sync(path: "/")
                try await waitForSession()
            } catch let error as ZKError where error.code.isPassing {
                try await Backoff.leaveServerAlone()
            } catch let error as ZKError where error.code == .invalidState && present != .expired {
                // The library takes no credentials between two connections.
                // Where this handle gets none any more, another may have taken its place.
                try? await handle.connections.exceeds(connections)
                try await waitForSession()
            }
        }
    }

    /// The handle that may take `request`; waits while the session moves to another one.
    private func settledHandle(for request: Request) async throws -> ZKHandle {
        while true {
            let handle = Result { () throws(ZKError) in try self.handle(for: request) }
            guard case .failure(let error) = handle, error.code == .connectionLoss else {
                return try handle.get()
            }
            try await waitForSession()
        }
    }
}
