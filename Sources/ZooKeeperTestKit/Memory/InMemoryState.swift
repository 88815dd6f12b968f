import ZooKeeper

/// What is behind the lock of an ``InMemoryZooKeeper``: the model, and the clients' ends of all connections.
struct InMemoryState {
    private var model = ModelZooKeeper()
    private(set) var clients: [InMemoryClient] = []
    private var lastTag = 0

    /// Returns the new client's number.
    mutating func addClient() -> Int {
        clients.append(InMemoryClient())
        return clients.count - 1
    }

    mutating func subscribe(_ client: Int) -> AsyncStream<ZKEvent> { clients[client].subscribe() }

    // MARK: - Requests

    /// Puts a request and returns the answer.
    mutating func ask(
        _ request: ModelRequest,
        by client: Int,
        reader: AsyncStream<ZKEvent>.Continuation?
    ) throws(ZKError) -> ModelReply {
        let session = try clients[client].openSession(for: request.path)
        lastTag += 1
        model.send(request, tag: lastTag, from: session)
        model.take(session)
        settle()
        if clients[client].losesNextReply { lose(client) }
        guard let reply = deliver() else { throw ZKError(.connectionLoss, path: request.path) }
        if case .failed(let code, let index) = reply {
            throw ZKError(code, path: request.path(index), operationIndex: index)
        }
        if let reader { clients[client].readers.add(reader, to: request, reply) }
        return reply
    }

    private mutating func settle() {
        while model.servers[0].lag > 0 { model.apply(0) }
    }

    /// Tells all clients what there is to tell. Returns the answer, of which there is one at most.
    @discardableResult
    private mutating func deliver() -> ModelReply? {
        var answer: ModelReply?
        for client in clients.indices {
            guard let session = clients[client].session else { continue }
            while let message = model.deliver(session) {
                switch message {
                case .event(let event): clients[client].readers.fire(event)
                case .reply(_, let reply): answer = reply
                }
            }
        }
        return answer
    }

    mutating func setSequence(_ number: Int32, under path: String) {
        model.setSequence(number, under: path)
    }

    // MARK: - Connections

    /// Opens a session. Returns whether it has; not where there is one already.
    mutating func open(_ client: Int) throws(ZKError) -> Bool {
        if clients[client].present == .closed { throw ZKError(.closing, operation: "connect") }
        guard clients[client].session == nil else { return false }
        clients[client].session = model.openSession()
        clients[client].publish(.connecting)
        clients[client].publish(.hasSession)
        return true
    }

    mutating func lose(_ client: Int) {
        guard let session = clients[client].session, clients[client].present == .hasSession else { return }
        clients[client].losesNextReply = false
        model.cut(session)
        _ = model.notice(session)
        clients[client].publish(.disconnected)
    }

    mutating func loseNextReply(_ client: Int) {
        clients[client].losesNextReply = true
    }

    mutating func restore(_ client: Int) {
        guard let session = clients[client].session, clients[client].present == .disconnected else { return }
        switch model.connect(session, to: 0) {
        case .connected:
            clients[client].publish(.hasSession)
            deliver()
        case .expired, .refused:
            end(client, .expired, .sessionExpired)
        }
    }

    // MARK: - Sessions

    /// A client that is not connected learns of it when it is again.
    mutating func expire(_ client: Int) {
        guard let session = clients[client].session else { return }
        let isConnected = clients[client].present == .hasSession
        finish(session)
        if isConnected {
            clients[client].publish(.disconnected)
            end(client, .expired, .sessionExpired)
        }
    }

    mutating func close(_ client: Int) {
        guard clients[client].present != .closed else { return }
        if let session = clients[client].session { finish(session) }
        end(client, .closed, .closing)
    }

    private mutating func finish(_ session: Int64) {
        model.expire(session)
        settle()
        deliver()
    }

    private mutating func end(_ client: Int, _ state: ZKEvent.State, _ code: ZKError.Code) {
        if let session = clients[client].session { model.forget(session) }
        clients[client].end(state, code)
    }
}
