import ZooKeeper
import ZooKeeperTestKit

/// A connection to the ``World``, which behaves as `ZKConnection` and the C client under it do.
///
/// It pings after a third of the session timeout without a request, takes the connection for lost after two thirds without
/// a word, looks for another server then, and hears from a server only that the session is over. What it does by itself it
/// does as part of its process: a stopped one sends no pings.
final class Connection: ModelConn, Connector, @unchecked Sendable {
    private struct Call {
        let request: ModelRequest
        /// `nil` where nobody waits for the answer any more.
        var continuation: CheckedContinuation<ModelReply, any Error>?
        /// Who is told by the watch that the call sets.
        var reader: AsyncStream<ZKEvent>.Continuation?
    }

    let name: String
    let process: Int
    private let world: World
    private var generator: SeededGenerator

    private var present = ZKEvent.State.disconnected
    private var session: Int64?
    /// The session timeout that was granted last.
    private var timeout = Duration.zero
    private var isUp = false
    private var isConnecting = false
    private var refusal = ZKError(.invalidState)
    /// Calls that have no answer, by tag.
    private var calls: [Int: Call] = [:]
    /// Those of them that wait for a connection, in order.
    private var waiting: [Int] = []
    private var lastTag = 0
    private var readers = ModelReaders()
    private var subscribers: [Int: AsyncStream<ZKEvent>.Continuation] = [:]
    private var lastSubscriber = 0
    private let closing = OneShot<Void>()
    /// Changes with each connection; timers of an earlier one do nothing.
    private var epoch = 0
    private var isPingPlanned = false
    private var lastSent = Duration.zero
    private var lastHeard = Duration.zero

    init(name: String, process: Int, world: World) {
        self.name = name
        self.process = process
        self.world = world
        generator = SeededGenerator(spreading: world.generator.next())
    }

    private var now: Duration { world.now }
    /// How long the client sends nothing before it sends a ping.
    private var pingPause: Duration { timeout / 3 }
    /// How long the client hears nothing before it takes the connection for lost.
    private var silenceLimit: Duration { timeout * 2 / 3 }

    private func at(_ time: Duration, _ action: @escaping () -> Void) {
        Executor.shared.at(time, for: process, action)
    }

    // MARK: - Connecting

    func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        if present == .closed { throw ZKError(.closing, operation: "connect") }
        if session != nil || isConnecting {
            try await withDeadline(.seconds(5)) { try await self.waitForSession() }
            return (self, events())
        }
        isConnecting = true
        defer { isConnecting = false }
        publish(.connecting)
        do {
            let end = now + .seconds(5)
            while now < end {
                try await Task.sleep(for: generator.upTo(world.scenario.latency * 4), clock: .continuous)
                if present == .closed { throw ZKError(.closing, operation: "connect") }
                if let session = world.open(self) {
                    self.session = session
                    guard attached() else { throw ZKError(.authFailed, operation: "connect") }
                    return (self, events())
                }
                try await Task.sleep(for: generator.upTo(.seconds(1)), clock: .continuous)
            }
            throw ZKError(.operationTimeout, operation: "connect")
        } catch {
            if present == .connecting { publish(.disconnected) }
            throw error
        }
    }

    /// Goes on with a server, unless that refuses the credentials, which come first on each connection: then the session is
    /// of no more use.
    @discardableResult
    private func attached() -> Bool {
        guard let session, let timeout = world.timeout(of: session) else { return false }
        guard !world.refuses(process) else {
            world.drop(session)
            end(.authFailed)
            return false
        }
        self.timeout = timeout
        isUp = true
        epoch += 1
        lastSent = now
        lastHeard = now
        let tags = waiting
        waiting = []
        for tag in tags { send(tag) }
        publish(.hasSession)
        let epoch = epoch
        isPingPlanned = false
        planPing()
        at(now + silenceLimit) { self.dropWhenSilent(epoch) }
        return true
    }

    /// With a call under way there are no pings; then this is called again when it is answered.
    private func planPing() {
        guard !isPingPlanned, calls.isEmpty else { return }
        isPingPlanned = true
        let epoch = epoch
        at(lastSent + pingPause) {
            guard epoch == self.epoch, self.isUp, let session = self.session else { return }
            self.isPingPlanned = false
            if self.calls.isEmpty, self.lastSent + self.pingPause <= self.now {
                self.lastSent = self.now
                self.world.ping(session)
            }
            self.planPing()
        }
    }

    private func dropWhenSilent(_ epoch: Int) {
        guard epoch == self.epoch, isUp, hears(isWord: false) else { return }
        at(lastHeard + silenceLimit) { self.dropWhenSilent(epoch) }
    }

    /// Notes that something came from the server. `false` where it comes too late: the time is looked at first.
    func hears(isWord: Bool = true) -> Bool {
        guard isUp else { return false }
        if lastHeard + silenceLimit <= now {
            lose(.operationTimeout)
            return false
        }
        if isWord { lastHeard = now }
        return true
    }

    /// The connection is lost; the session may live on.
    func lose(_ code: ZKError.Code) {
        guard isUp, let session else { return }
        if present == .closed { return finishClosing() }
        world.trace.note("\(name): connection lost (\(code))")
        isUp = false
        epoch += 1
        world.drop(session)
        fail(code)
        publish(.disconnected)
        seekServer()
    }

    private func seekServer() {
        let epoch = epoch
        at(now + generator.upTo(generator.once(in: 3) ? .seconds(1) : world.scenario.latency * 4)) {
            guard epoch == self.epoch, !self.isUp, let session = self.session else { return }
            switch self.world.reconnect(session) {
            case .connected?: self.attached()
            case .expired?: self.end(.sessionExpired)
            case .refused?, nil:
                self.fail(.connectionLoss)
                self.seekServer()
            }
        }
    }

    /// The session is over.
    private func end(_ code: ZKError.Code) {
        if let session { world.forget(session) }
        session = nil
        isUp = false
        epoch += 1
        refusal = ZKError(code)
        let state: ZKEvent.State =
            switch code {
            case .closing: .closed
            case .authFailed: .authFailed
            default: .expired
            }
        if code != .closing { publish(state) }
        fail(code)
        readers.end(state, ZKError(code))
    }

    private func fail(_ code: ZKError.Code) {
        let lost = calls
        calls = [:]
        waiting = []
        for (_, call) in lost.sorted(by: { $0.key < $1.key }) {
            call.continuation?.resume(throwing: ZKError(code, path: call.request.path))
        }
    }

    // MARK: - Listening

    func events() -> AsyncStream<ZKEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: ZKEvent.self)
        continuation.yield(ZKEvent(type: .session, state: present))
        if present == .closed {
            continuation.finish()
        } else {
            lastSubscriber += 1
            subscribers[lastSubscriber] = continuation
            continuation.onTermination = { [weak self, number = lastSubscriber] _ in
                self?.subscribers[number] = nil
            }
        }
        return stream
    }

    private func publish(_ state: ZKEvent.State) {
        present = state
        world.trace.note("\(name): \(state)")
        for (_, subscriber) in subscribers.sorted(by: { $0.key < $1.key }) {
            subscriber.yield(ZKEvent(type: .session, state: state))
            if state == .closed { subscriber.finish() }
        }
    }

    var sessionID: Int64? { session }

    var negotiatedSessionTimeout: Duration? { session == nil ? nil : timeout }

    // MARK: - Closing

    func close() async {
        if present != .closed {
            let session = isUp ? session : nil
            publish(.closed)
            if let session {
                world.checkClosing(session)
                lastTag += 1
                calls[lastTag] = Call(request: .close, continuation: nil)
                send(lastTag)
                // A server that is silent is not waited for.
                at(now + .milliseconds(500)) { self.finishClosing() }
            } else {
                finishClosing()
            }
        }
        await Task { [closing] in try? await closing.value() }.value
    }

    private func finishClosing() {
        guard refusal.code != .closing else { return }
        if let session { world.drop(session) }
        end(.closing)
        closing.fulfil(.success(()))
    }

    // MARK: - Requests

    /// Takes a message of the server.
    func receive(_ message: ModelMessage) {
        switch message {
        case .event(let event): readers.fire(event)
        case .reply(let tag, let reply):
            guard let call = calls.removeValue(forKey: tag) else { return }
            if case .close = call.request { return finishClosing() }
            planPing()
            if let reader = call.reader { readers.add(reader, to: call.request, reply) }
            if case .failed(let code, let index) = reply {
                call.continuation?.resume(
                    throwing: ZKError(code, path: call.request.path(index), operationIndex: index)
                )
            } else {
                call.continuation?.resume(returning: reply)
            }
        }
    }

    private func send(_ tag: Int) {
        guard let session, let call = calls[tag] else { return }
        lastSent = now
        world.send(call.request, tag: tag, from: session)
    }

    func submit(
        _ request: ModelRequest,
        reader: AsyncStream<ZKEvent>.Continuation?
    ) async throws -> ModelReply {
        try Task.checkCancellation()
        lastTag += 1
        let tag = lastTag
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if session == nil || present == .closed {
                    var error = present == .closed ? ZKError(.closing) : refusal
                    error.path = request.path
                    return continuation.resume(throwing: error)
                }
                calls[tag] = Call(request: request, continuation: continuation, reader: reader)
                // The C client keeps it until it has a server, or found none.
                if isUp { send(tag) } else { waiting.append(tag) }
                if Task.isCancelled { cancel(tag) }
            }
        } onCancel: {
            cancel(tag)
        }
    }

    private func cancel(_ tag: Int) {
        // The answer still comes.
        guard let continuation = calls[tag]?.continuation else { return }
        calls[tag]?.continuation = nil
        calls[tag]?.reader = nil
        continuation.resume(throwing: CancellationError())
    }
}
