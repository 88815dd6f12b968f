import CZooKeeper
import Logging

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One handle of the C library, and everything that belongs to it.
///
/// It opens and closes the handle, keeps requests and watches in a ``RequestTable``, and makes sure that each request is
/// answered exactly once even where the library forgets it, and that nothing touches the handle once it is being closed.
final class ZKHandle: Sendable {
    static let threadNamePrefix = "zk-"

    private let number: UInt
    private let logger: Logger
    private let chroot: Chroot
    private let report: @Sendable (ZKHandle, SessionChange) -> Void
    /// Held while the library is called, so that a close waits for calls that are under way.
    private let pointer = Locked<HandlePointer?>(nil)
    /// The handle for as long as the library's threads run, longer than ``pointer``.
    private let greeter = Locked<HandlePointer?>(nil)
    private let table: Locked<RequestTable>
    /// What the library writes the results of multis into, by token. It does so even when their callers have been answered,
    /// because they gave up or the session ended: only a completion, or the end of the library's threads, lets go of them.
    private let multis = Locked<[UInt: MultiBuffers]>([:])
    /// The first session, or why there is none.
    private let opened = OneShot<SessionInfo>()
    private let drained = OneShot<Void>()
    private let isClosing = Locked(false)
    private let isConnected = Locked(false)
    private let askedForEnd = Locked(false)
    /// When a transaction was answered last. Whoever checks a node in one relies on the session for a while because of that; see
    /// ``SessionLink/adopt(_:resuming:at:)``.
    let lastTransaction = Locked<ContinuousClock.Instant?>(nil)
    private let repeats = Locked(CLogRepeats())
    /// The connections with a session that this handle has had.
    let connections = ConnectionCount()
    /// What the library needs for as long as the handle is open.
    private let memory = Locked<CMemory?>(nil)
    private let closed = OneShot<Void>()

    private init(
        number: UInt,
        logger: Logger,
        chroot: Chroot,
        report: @escaping @Sendable (ZKHandle, SessionChange) -> Void
    ) {
        self.number = number
        self.logger = logger
        self.chroot = chroot
        self.report = report
        table = Locked(RequestTable(base: HandleRegistry.tokenBase(ofHandle: number)))
    }

    // MARK: - Opening

    /// Makes a handle that is not open yet. It must be closed.
    ///
    /// - Parameters:
    ///   - logger: where the library's log goes.
    ///   - chroot: what the paths of requests and of what comes back are relative to.
    ///   - report: called with each change on the library's thread, one at a time, but for an end that is told twice; must be quick.
    static func make(
        logger: Logger,
        chroot: Chroot = .none,
        report: @escaping @Sendable (ZKHandle, SessionChange) -> Void
    ) -> ZKHandle {
        HandleRegistry.add { ZKHandle(number: $0, logger: logger, chroot: chroot, report: report) }
    }

    /// Opens the handle, which starts to look for a server.
    ///
    /// - Parameters:
    ///   - servers: addresses, not names: the library resolves names on its own thread, and hangs or spins there when
    ///     that fails.
    ///   - transport: how to talk to them.
    ///   - sessionTimeout: what to ask for.
    ///   - session: the session to take over, or `nil` for a new one.
    func open(
        servers: [ServerAddress],
        transport: Transport = .plain,
        sessionTimeout: Duration,
        resuming session: SessionInfo?
    ) throws {
        let hosts = Self.connectString(servers)
        let milliseconds = Int32(sessionTimeout / .milliseconds(1))
        // Does not block: there is no name to look up.
        let failure: Int32? = ThreadName.with(threadName) {
            initialize(transport, hosts: hosts, timeout: milliseconds, session: session)
        }
        if failure == ECANCELED { throw ZKError(.closing, operation: "connect") }
        if let failure {
            throw ZKError(
                .systemError,
                operation: "connect",
                message: "zookeeper_init failed, errno \(failure)"
            )
        }
    }

    private func initialize(
        _ transport: Transport,
        hosts: String,
        timeout: Int32,
        session: SessionInfo?
    ) -> Int32? {
        zoo_deterministic_conn_order(1)
        zoo_set_debug_level(ZOO_LOG_LEVEL_INFO)
        var client = clientid_t()
        if let session {
            client.client_id = session.id
            unsafe withUnsafeMutableBytes(of: &client.passwd) { buffer in
                unsafe buffer.copyBytes(from: session.password.prefix(buffer.count))
            }
        }
        // Held over the whole call: the library's threads are running before it returns.
        return greeter.withLock { greeter in
            pointer.withLock { pointer in
                guard !isClosing.withLock({ $0 }) else { return ECANCELED }
                let memory = CMemory()
                let opened = unsafe withUnsafePointer(to: &client) { client in
                    unsafe CLibrary.open(
                        transport,
                        hosts: hosts,
                        timeout: timeout,
                        client: session == nil ? nil : client,
                        context: UnsafeMutableRawPointer(bitPattern: number),
                        memory: memory
                    )
                }
                guard let opened = unsafe opened else { return errno }
                // Without this the library looks its servers up again on every turn of its loop.
                unsafe zoo_set_servers_resolution_delay(opened, -1)
                let handle = unsafe HandlePointer(raw: opened)
                pointer = handle
                greeter = handle
                self.memory.withLock { $0 = memory }
                return nil
            }
        }
    }

    /// The servers in the library's form.
    ///
    /// Of a list of even length the library tries only every other server after a loss (ZOOKEEPER-2466); so one stands
    /// twice then. It takes what follows the last colon for the port, and IPv6 addresses without brackets.
    static func connectString(_ servers: [ServerAddress]) -> String {
        var list = servers
        if list.count.isMultiple(of: 2), let first = list.first { list.append(first) }
        return list.map { "\($0.host):\($0.port)" }.joined(separator: ",")
    }

    /// Waits for the first session.
    func firstSession() async throws -> SessionInfo {
        try await opened.value()
    }

    /// Has those told of `error` who wait for the first session, unless it is there already.
    func giveUp(_ error: ZKError) {
        opened.fulfil(.failure(error))
    }

    /// Whether a server has accepted a connection by now, be there a session or not.
    var hasReachedServer: Bool {
        pointer.withLock { pointer in
            guard let pointer else { return false }
            let state = unsafe zoo_state(pointer.raw)
            return state == ZOO_ASSOCIATING_STATE || state == ZOO_CONNECTED_STATE
        }
    }

    // MARK: - Requests

    /// Sends a request and waits for the answer.
    ///
    /// - Parameters:
    ///   - request: what to ask, which must be valid. From here on, in the table and in the library, it has the server's paths.
    ///   - isAbsolute: whether it has them already.
    ///   - reader: who gets the watch's event, where the request sets a watch and it succeeds.
    func submit(
        _ request: Request,
        isAbsolute: Bool = false,
        reader: WatchTable.Reader? = nil
    ) async throws -> Reply {
        try Task.checkCancellation()
        if isAbsolute || chroot == .none { return try await perform(request, reader: reader) }
        do {
            let request = request.under(chroot)
            try request.validateSize()
            return chroot.clientReply(try await perform(request, reader: reader))
        } catch let error as ZKError {
            throw chroot.clientError(error)
        }
    }

    private func perform(_ request: Request, reader: WatchTable.Reader?) async throws -> Reply {
        let token = table.withLock { $0.makeToken() }
        if let reader, let path = request.path {
            reader.onTermination = { [weak self] reason in
                // What has come to its end was taken out of the table first.
                if case .cancelled = reason { self?.table.withLock { $0.forget(path: path, token: token) } }
            }
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let entry = RequestTable.Entry(request: request, continuation: continuation, reader: reader)
                switch table.withLock({ $0.admit(entry, token: token) }) {
                case .send:
                    if let refusal = send(request, token) { answered(token, .failure(ZKError(refusal))) }
                case .wait: break
                case .refuse(let error): continuation.resume(throwing: error)
                }
                // The handler below may have run before there was anything to cancel.
                if Task.isCancelled { cancel(token) }
            }
        } onCancel: {
            cancel(token)
        }
    }

    private func cancel(_ token: UInt) {
        let (continuation, hasWaiting) = table.withLock { ($0.cancel(token), $0.hasWaiting) }
        continuation?.resume(throwing: CancellationError())
        // It may have kept others from their turn. In a task: whoever cancels holds a lock of the runtime.
        if hasWaiting { Task { sendWaiting() } }
    }

    /// Hands a request to the library.
    ///
    /// - Returns: the refusal, where it was refused at once; then it is never called back.
    private func send(_ request: Request, _ token: UInt) -> ZKError.Code? {
        pointer.withLock { pointer in
            guard let pointer else { return .closing }
            let code = ZKError.Code(
                rawValue: request.send(to: pointer, token: token) { buffers in
                    multis.withLock { $0[token] = buffers }
                }
            )
            if code.rawValue == 0 { return nil }
            if case .multi = request { multis.withLock { $0[token] = nil } }
            // The session has just ended, and the news of it is on its way.
            if code == .invalidState {
                switch unsafe zoo_state(pointer.raw) {
                case ZOO_EXPIRED_SESSION_STATE: return .sessionExpired
                case ZOO_AUTH_FAILED_STATE: return .authFailed
                default: break
                }
            }
            return code
        }
    }

    /// Called with the answer to a request, mostly on the library's threads.
    func answered(_ token: UInt, _ result: Result<Reply, ZKError>) {
        // A server may end a session and leave the connection of its owner open, where that has just come back: it knows one
        // connection for each session (`NIOServerCnxnFactory.sessionMap`). What is under way it refuses, and what comes later it
        // drops (`ZooKeeperServer.submitRequestNow`): the library would take notice when two thirds of the timeout have passed.
        // And the news that credentials were refused may be later here than the answer to them, which comes on another thread.
        // First the news, which answers all requests, then whoever waits for this one.
        if case .failure(let error) = result { heed(error.code) }
        if answer(token, result) { sendWaiting() }
    }

    /// Ends this where an answer says that the session is over.
    private func heed(_ code: ZKError.Code) {
        if code == .sessionExpired || code == .authFailed { end(code) }
    }

    /// Answers whoever made a request.
    ///
    /// - Returns: whether somebody waits for a place.
    private func answer(_ token: UInt, _ result: Result<Reply, ZKError>) -> Bool {
        var code: ZKError.Code?
        var index: Int?
        if case .failure(let error) = result { (code, index) = (error.code, error.operationIndex) }
        let (completed, hasWaiting, isDrained) = table.withLock { table in
            (table.complete(token, code: code), table.hasWaiting, table.isDrained)
        }
        if let (entry, code) = completed {
            entry.continuation?.resume(
                with: code.map { .failure(entry.request.error($0, at: index)) } ?? result.mapError { $0 }
            )
        }
        if isDrained { drained.fulfil(.success(())) }
        return hasWaiting
    }

    /// Sends what has waited, as far as there is a place now.
    private func sendWaiting() {
        // A loop, not a recursion: of thousands that wait, each may be refused at once when its turn comes.
        while let next = table.withLock({ $0.takeNext() }) {
            if let refusal = send(next.request, next.token) {
                heed(refusal)
                _ = answer(next.token, .failure(ZKError(refusal)))
            }
        }
    }

    /// Called on the library's thread when a `multi` is answered.
    func completeMulti(_ token: UInt, _ code: Int32) {
        guard let buffers = multis.withLock({ $0.removeValue(forKey: token) }) else { return }
        if code == 0 { lastTransaction.withLock { $0 = .now } }
        answered(token, buffers.outcome(code))
    }

    // MARK: - The lookout

    /// Keeps a request before the library while it finds out who has answered.
    ///
    /// The library aborts the process on a reply that it does not expect (`zookeeper.c`, 3476: `assert(cptr)`), which is what
    /// comes after the greeting of a peer that is no ZooKeeper server. With a request under way it finds the wrong number
    /// instead, and drops the connection. The request goes along with the greeting and costs no time; nobody waits for it.
    ///
    /// It must be there before the peer's first byte is read. The one moment at which the library calls out between the two
    /// is the line that it logs, without holding a lock, when it has sent its greeting.
    ///
    /// The handle is there: this runs on the library's own thread, which a close waits for before it frees anything.
    func postLookout() {
        _ = greeter.withLock {
            $0.map { Request.exists(path: "/", watch: false).send(to: $0, token: lookoutToken) }
        }
    }

    /// The number before that of the first request, which stands for no entry in the table.
    private var lookoutToken: UInt { HandleRegistry.tokenBase(ofHandle: number) }

    // MARK: - Events

    /// Called on the library's thread when a watch fires.
    func fire(_ type: ZKEvent.EventType, path: String) {
        let event = ZKEvent(type: type, state: .hasSession, path: chroot.clientPath(path))
        for reader in table.withLock({ $0.fire(type, path: path) }) {
            reader.yield(event)
            reader.finish()
        }
    }

    /// Called on the library's thread when the session's state changes.
    func sessionChanged(_ state: Int32, _ zh: HandlePointer) {
        switch state {
        case ZOO_CONNECTED_STATE, ZOO_READONLY_STATE:
            guard let session = SessionInfo(readingFrom: zh), state == ZOO_CONNECTED_STATE else {
                // The library takes anything for an answer to its greeting. Who answered is no ZooKeeper server.
                return end(.protocolViolation)
            }
            isConnected.withLock { $0 = true }
            repeats.withLock { $0 = CLogRepeats() }
            // First the news, then whoever waits for it and goes on from there.
            report(self, .connected(session))
            connections.advance()
            opened.fulfil(.success(session))
        case ZOO_EXPIRED_SESSION_STATE: end(.sessionExpired)
        case ZOO_AUTH_FAILED_STATE: end(.authFailed)
        default:
            isConnected.withLock { $0 = false }
            report(self, .disconnected)
        }
    }

    /// The session is over: refuses what comes, and answers what the library would leave unanswered. More than one may say so.
    private func end(_ code: ZKError.Code) {
        isConnected.withLock { $0 = false }
        table.withLock { $0.refuse(code) }
        report(self, .ended(code))
        sweep(code)
        opened.fulfil(.failure(ZKError(code, operation: "connect")))
        connections.end(ZKError(code, operation: "connect"))
    }

    private func refuse(_ entries: [RequestTable.Entry], _ code: ZKError.Code) {
        for entry in entries {
            entry.continuation?.resume(throwing: entry.request.error(code))
        }
    }

    private func sweep(_ code: ZKError.Code) {
        let (entries, readers) = table.withLock { $0.sweep() }
        refuse(entries, code)
        guard !readers.isEmpty else { return }
        let state: ZKEvent.State =
            switch code {
            case .sessionExpired, .protocolViolation: .expired
            case .authFailed: .authFailed
            case .closing: .closed
            default: .disconnected
            }
        let event = ZKEvent(type: .notWatching, state: state, error: ZKError(code))
        for reader in readers {
            reader.yield(event)
            reader.finish()
        }
    }

    func log(_ line: CLogLine) {
        logger.log(
            level: isConnected.withLock { $0 } ? line.level : repeats.withLock { $0.level(of: line) },
            "\(line.text)",
            metadata: line.function.map { [LogKey.cFunction: "\($0)"] }
        )
    }

    // MARK: - Closing

    /// Closes the handle and with it, where there is a connection, the session. Returns when nothing of it is left.
    ///
    /// May be called more than once and from many tasks. Cancellation has no effect. Takes up to half a second in which no request
    /// is answered, five seconds in all, and up to five more where the server is silent: the library waits that long to flush.
    ///
    /// - Parameter code: what requests are told that are still unanswered.
    func close(_ code: ZKError.Code = .closing) async {
        startClosing(code)
        // A task of its own: a caller that was cancelled waits all the same.
        await Task { try? await closed.value() }.value
    }

    /// Lets no answer count any more that is still to come, before this is closed because its session goes on with another
    /// handle: by then the session may be gone, and an answer that comes all the same would say that it is there.
    func forsake() {
        table.withLock { $0.forsake(.connectionLoss) }
    }

    /// Whether nothing is left of it.
    var isClosed: Bool { closed.isFulfilled }

    /// Whether a server was asked to end the session, because there was a connection when this was closed. It may do so at any
    /// time from then on, although this is closed: the library does not wait for long.
    var hasAskedForEnd: Bool { askedForEnd.withLock { $0 } }

    /// Called on the thread that closes the handle.
    func noteClose() {
        askedForEnd.withLock { $0 = true }
    }

    /// Begins to close the handle and does not wait for it.
    func startClosing(_ code: ZKError.Code = .closing) {
        let unanswerable = table.withLock { table in
            table.refuse(code)
            return table.takeUnanswerable()
        }
        refuse(unanswerable, code)
        let isFirst = isClosing.withLock { isClosing in
            defer { isClosing = true }
            return !isClosing
        }
        guard isFirst else { return }
        opened.fulfil(.failure(ZKError(code, operation: "connect")))
        connections.end(ZKError(code, operation: "connect"))
        Task {
            await drain()
            let taken = pointer.withLock { pointer in
                defer { pointer = nil }
                return pointer
            }
            if let taken {
                await BlockingThread.run(name: threadName) {
                    // One setting for the process: without it the library would not say that it has sent its CLOSE.
                    zoo_set_debug_level(ZOO_LOG_LEVEL_INFO)
                    _ = unsafe zookeeper_close(taken.raw)
                }
            }
            greeter.withLock { $0 = nil }
            // After zookeeper_close nothing is called back or written any more; what was forgotten is answered here.
            multis.withLock { $0 = [:] }
            memory.withLock { $0 = nil }
            sweep(code)
            HandleRegistry.remove(number)
            closed.fulfil(.success(()))
        }
    }

    private func drain() async {
        var drain = Drain()
        while isConnected.withLock({ $0 }), drain.goesOn(with: table.withLock { $0.flightCount }) {
            try? await withDeadline(Drain.silence) { [drained] in try await drained.value() }
        }
    }

    /// The handle whose thread this is, as far as that can be told.
    static var ofCurrentThread: ZKHandle? {
        let name = ThreadName.current
        guard name.hasPrefix(threadNamePrefix), let number = UInt(name.dropFirst(threadNamePrefix.count))
        else {
            return nil
        }
        return HandleRegistry.handle(number: number)
    }

    private var threadName: String { "\(Self.threadNamePrefix)\(number)" }
}

extension SessionInfo {
    /// Reads the session of a handle that says that it is connected; `nil` where it makes no sense.
    fileprivate init?(readingFrom zh: HandlePointer) {
        let milliseconds = unsafe zoo_recv_timeout(zh.raw)
        guard let client = unsafe zoo_client_id(zh.raw)?.pointee, client.client_id != 0,
            milliseconds > 0, milliseconds <= 86_400_000
        else { return nil }
        self.init(
            id: client.client_id,
            password: unsafe withUnsafeBytes(of: client.passwd) { unsafe [UInt8]($0) },
            timeout: .milliseconds(milliseconds)
        )
    }
}
