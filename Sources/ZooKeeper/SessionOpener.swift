/// Opens sessions: resolves names, opens a handle, waits, checks, authenticates, announces.
struct SessionOpener: Sendable {
    let addrs: [String]
    let opts: ConnectionOpts
    let link: SessionLink
    /// Credentials that were added later, besides those of the options.
    let credentials = Locked<[ConnectionOpts.Auth]>([])
    /// The addresses that the present handle knows.
    let known = Locked<Set<ServerAddress>>([])

    /// Opens a new session and announces it. What fails leaves nothing behind.
    func open() async throws {
        try opts.validate()
        let servers = try parsedAddresses()
        try link.beginConnecting()
        do {
            try await withDeadline(
                opts.initialSessionTimeout,
                timeout: timeout("no session", after: opts.initialSessionTimeout)
            ) {
                let start = ContinuousClock.now
                let literals = try await resolve(servers, within: opts.connectTimeout)
                try await open(literals, resuming: nil, start: start)
            }
        } catch {
            link.failConnecting()
            throw error
        }
    }

    /// Takes a session that is disconnected over to a new handle, because its servers have got other addresses.
    ///
    /// Gives up after the session's timeout; then there is no handle.
    func reopen(_ session: SessionInfo, at literals: Set<ServerAddress>) async throws {
        try await withDeadline(session.timeout) {
            try await open(Array(literals), resuming: session, start: .now)
        }
    }

    private func open(
        _ literals: [ServerAddress],
        resuming session: SessionInfo?,
        start: ContinuousClock.Instant
    ) async throws {
        let handle = ZKHandle.make(logger: opts.logger) { [link] in link.report($0, $1) }
        do {
            if let old = try link.adopt(handle) { await old.close(.connectionLoss) }
            known.withLock { $0 = Set(literals) }
            try await handle.open(
                servers: literals.shuffled(),
                sessionTimeout: opts.sessionTimeout,
                resuming: session
            )
            let granted =
                session == nil
                ? try await firstSession(of: handle, start: start)
                : try await handle.firstSession()
            for auth in [opts.auth].compactMap(\.self) + credentials.withLock({ $0 }) {
                _ = try await handle.submit(.addAuth(auth))
            }
            // A handle does not know how far the one before it had read: without this, time could run backwards.
            if session != nil { _ = try await handle.submit(.sync(path: "/")) }
            link.announce(handle, granted)
        } catch {
            link.discard(handle)
            await handle.close()
            throw error
        }
    }

    /// Waits for the session, but no longer than `connectTimeout` for a server to accept a connection.
    private func firstSession(
        of handle: ZKHandle,
        start: ContinuousClock.Instant
    ) async throws -> SessionInfo {
        try await withThrowingTaskGroup(of: SessionInfo?.self) { group in
            group.addTask { try await handle.firstSession() }
            group.addTask {
                try await Task.sleep(until: start + opts.connectTimeout, clock: .continuous)
                guard handle.hasReachedServer else {
                    throw timeout("no server accepted a connection", after: opts.connectTimeout)
                }
                return nil
            }
            defer { group.cancelAll() }
            while let session = try await group.next() {
                if let session { return session }
            }
            throw CancellationError()
        }
    }

    private func timeout(_ what: String, after limit: Duration) -> ZKError {
        ZKError(
            .operationTimeout,
            operation: "connect",
            message: "\(what) within \(limit) from \(addrs.joined(separator: ", "))"
        )
    }

    // MARK: - Addresses

    /// The addresses as they were given.
    func parsedAddresses() throws(ZKError) -> [ServerAddress] {
        guard !addrs.isEmpty else {
            throw ZKError(.badArguments, operation: "connect", message: "there is no address")
        }
        var servers: [ServerAddress] = []
        for text in addrs {
            let server = try ServerAddress(parsing: text)
            if !servers.contains(server) { servers.append(server) }
        }
        return servers
    }

    private func resolve(_ servers: [ServerAddress], within limit: Duration) async throws -> [ServerAddress] {
        try await withDeadline(
            limit,
            timeout: ZKError(
                .unknownHost,
                operation: "connect",
                message: "no answer within \(limit) for the names in \(addrs.joined(separator: ", "))"
            )
        ) {
            try await resolve(servers)
        }
    }

    /// Puts addresses in the place of names. A name without any is passed over while another server has one.
    ///
    /// - Throws: ``ZKError/Code/unknownHost`` where none has.
    func resolve(_ servers: [ServerAddress]) async throws -> [ServerAddress] {
        var found: [ServerAddress] = []
        for server in servers {
            for address in try await opts.resolver.addresses(of: server.host) {
                let literal = ServerAddress(host: address, port: server.port)
                if !found.contains(literal) { found.append(literal) }
            }
        }
        guard !found.isEmpty else {
            throw ZKError(
                .unknownHost,
                operation: "connect",
                message: "no address for \(addrs.joined(separator: ", "))"
            )
        }
        return found
    }
}
