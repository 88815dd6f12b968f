/// Opens sessions: resolves names, opens a handle, waits, checks, authenticates, announces.
struct SessionOpener: Sendable {
    let addrs: [String]
    let opts: ConnectionOpts
    let link: SessionLink
    /// Credentials that were added later, besides those of the options.
    let credentials = Locked<[ConnectionOpts.Auth]>([])
    /// The addresses that the present handle knows.
    let known = Locked<Set<ServerAddress>>([])

    /// Opens a new session and announces it, after ``SessionLink/beginConnecting()``. What fails leaves nothing behind.
    func open(_ ensemble: Ensemble, _ attempt: Int) async throws {
        do {
            try await withDeadline(
                opts.initialSessionTimeout,
                timeout: timeout("no session", after: opts.initialSessionTimeout)
            ) {
                let start = ContinuousClock.now
                let literals = try await resolve(ensemble.servers)
                try await withHandle(at: literals, under: ensemble.chroot, resuming: nil) { handle in
                    try await firstSession(of: handle, start: start)
                }
            }
        } catch {
            await link.failConnecting(attempt)?.close()
            throw error
        }
    }

    /// Takes a session that is disconnected over to a new handle, because its servers have got other addresses.
    ///
    /// Gives up where no server answers within the session's timeout; then there is no handle.
    func reopen(_ session: SessionInfo, at literals: Set<ServerAddress>, under chroot: Chroot) async throws {
        try await withHandle(at: Array(literals), under: chroot, resuming: session) { handle in
            try await withDeadline(session.timeout) { try await handle.firstSession() }
        }
    }

    private func withHandle(
        at literals: [ServerAddress],
        under chroot: Chroot,
        resuming session: SessionInfo?,
        firstSession: (ZKHandle) async throws -> SessionInfo
    ) async throws {
        let handle = ZKHandle.make(logger: opts.logger, chroot: chroot) { [link] in link.report($0, $1) }
        do {
            if let old = try link.adopt(handle, resuming: session) {
                await old.close(.connectionLoss)
                if session != nil, old.hasAskedForEnd { throw ZKError(.sessionExpired, operation: "connect") }
            }
            known.withLock { $0 = Set(literals) }
            try handle.open(
                servers: literals.shuffled(),
                transport: Transport(opts),
                sessionTimeout: opts.sessionTimeout,
                resuming: session
            )
            _ = try await firstSession(handle)
            for auth in [opts.auth].compactMap(\.self) + credentials.withLock({ $0 }) {
                try await untilAnswered(.addAuth(auth), by: handle, within: session?.timeout)
            }
            if session != nil {
                // A handle does not know how far the one before it had read: without this, time could run backwards.
                try await untilAnswered(.sync(path: "/"), by: handle, within: session?.timeout)
            } else {
                try await ensure(chroot, by: handle)
            }
            link.announce(handle)
        } catch {
            await handle.close()
            let isOver = handle.hasAskedForEnd || (error as? ZKError)?.code == .sessionExpired
            // What a server was asked it may do later: nobody is to find this session again by then.
            if session != nil, isOver { link.report(handle, .ended(.sessionExpired)) }
            link.discard(handle)
            throw error
        }
    }

    /// Repeats a request that does no harm when it is repeated for as long as the connection comes and goes: giving up would
    /// mean to close a handle that may be connected, and with it the session.
    ///
    /// - Parameter limit: how long to wait for the next connection; `nil` where somebody else sees to that.
    @discardableResult
    private func untilAnswered(
        _ request: Request,
        by handle: ZKHandle,
        isAbsolute: Bool = false,
        within limit: Duration? = nil
    ) async throws -> Reply {
        try request.validate()
        while true {
            let connections = handle.connections.value
            do {
                return try await handle.submit(request, isAbsolute: isAbsolute)
            } catch let error as ZKError where error.code.isConnectionTrouble || error.code == .invalidState {
                // This one is over, or there is none.
                try await withDeadline(limit) { try await handle.connections.exceeds(connections) }
            } catch let error as ZKError where error.code.isPassing {
                try await Backoff.leaveServerAlone()
            }
        }
    }

    /// Creates the chroot where it does not exist.
    private func ensure(_ chroot: Chroot, by handle: ZKHandle) async throws {
        guard let path = chroot.path else { return }
        let root = ConnAdapter(
            existsF: { path in
                do {
                    return try await untilAnswered(
                        .exists(path: path, watch: false),
                        by: handle,
                        isAbsolute: true
                    ).stat()
                } catch let error as ZKError where error.code == .noNode {
                    return nil
                }
            },
            createF: { path, data, flags, acl in
                try await untilAnswered(
                    .create(path: path, data: data, flags: flags, acl: acl),
                    by: handle,
                    isAbsolute: true
                ).created().path
            }
        )
        do {
            try await root.ensurePath(path)
        } catch var error as ZKError where error.path != nil {
            error.message = "the chroot \(path) could not be created"
            throw error
        }
    }

    /// Waits for the session, but no longer than `connectTimeout` for a server to accept a connection.
    private func firstSession(
        of handle: ZKHandle,
        start: ContinuousClock.Instant
    ) async throws -> SessionInfo {
        let timer = Task {
            try await Task.sleep(until: start + opts.connectTimeout, clock: .continuous)
            if !handle.hasReachedServer {
                handle.giveUp(timeout("no server accepted a connection", after: opts.connectTimeout))
            }
        }
        defer { timer.cancel() }
        return try await handle.firstSession()
    }

    private func timeout(_ what: String, after limit: Duration) -> ZKError {
        ZKError(
            .operationTimeout,
            operation: "connect",
            message: "\(what) within \(limit) from \(addrs.joined(separator: ", "))"
        )
    }

    // MARK: - Addresses

    /// The servers and the chroot as they were given, and the options checked.
    func validated() throws(ZKError) -> Ensemble {
        try opts.validate()
        _ = try Transport(opts)
        return try Ensemble(parsing: addrs, chroot: opts.chroot)
    }

    /// Puts addresses in the place of names, of all at the same time. A name without any is passed over while another server has
    /// one, and one that takes long is not waited for then.
    ///
    /// - Throws: ``ZKError/Code/unknownHost`` where none has within the time to connect.
    func resolve(_ servers: [ServerAddress]) async throws -> [ServerAddress] {
        var answers: [String: [String]] = [:]
        // An address is told at once.
        for server in servers where !server.isName { answers[server.host] = await addresses(of: server.host) }
        let names = Set(servers.filter(\.isName).map(\.host))
        if !names.isEmpty { await lookUp(names, &answers) }
        try Task.checkCancellation()
        var found: [ServerAddress] = []
        for server in servers {
            for address in answers[server.host] ?? [] {
                let literal = ServerAddress(host: address, port: server.port)
                if !found.contains(literal) { found.append(literal) }
            }
        }
        guard !found.isEmpty else {
            throw ZKError(
                .unknownHost,
                operation: "connect",
                message: "no address within \(opts.connectTimeout) for \(addrs.joined(separator: ", "))"
            )
        }
        return found
    }

    /// Adds the addresses of names to those that are known.
    private func lookUp(_ names: Set<String>, _ answers: inout [String: [String]]) async {
        await withTaskGroup(of: (host: String, addresses: [String])?.self) { group in
            for name in names { group.addTask { (name, await addresses(of: name)) } }
            for time in [opts.connectTimeout / 2, opts.connectTimeout] {
                group.addTask {
                    try? await Task.sleep(for: time, clock: .continuous)
                    return nil
                }
            }
            var (left, timers) = (names.count, 0)
            while left > 0, let result = await group.next() {
                if let result {
                    left -= 1
                    answers[result.host] = result.addresses
                } else {
                    timers += 1
                    if timers == 2 || answers.values.contains(where: { !$0.isEmpty }) { break }
                }
            }
            group.cancelAll()
        }
    }

    private func addresses(of host: String) async -> [String] {
        (try? await opts.resolver.addresses(of: host)) ?? []
    }
}
