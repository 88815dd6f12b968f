package import ZooKeeper

/// An ensemble and its clients' sessions as a value: no I/O, no clock, no chance.
///
/// The ensemble's leader decides all writes, in order. Each server applies them to a tree of its own when it is made to
/// (``ModelStep/apply(_:)``), so any of them may lag behind, server 0 as well. A session is attached to one server. What a
/// client sends and what it is sent goes through a queue each, in order, as over one connection, and moves on when it is
/// made to. So whoever drives the model decides what happens when: see ``steps``. What does not happen by itself are the
/// faults: ``cut(_:)``, ``expire(_:)``, ``commit(_:)`` by an operator, and ``setSequence(_:under:)``.
///
/// Left out, for the election needs none of it: access control lists, containers, time to live, quotas, persistent
/// watches, and servers that crash.
package struct ModelZooKeeper: Hashable, Sendable {
    /// The tree as the ensemble's leader knows it: what all servers will have in the end.
    package private(set) var tree = ModelTree()
    /// The last transaction.
    package private(set) var zxid: Int64 = 0
    package internal(set) var servers: [ModelServer]
    package internal(set) var sessions: [Int64: ModelSession] = [:]
    private var lastSession: Int64 = 0

    package init(servers: Int = 1) {
        self.servers = Array(repeating: ModelServer(), count: servers)
    }

    /// Leaves out what follows from the rest: the leader's tree is what a server's comes to.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(servers)
        hasher.combine(sessions)
        hasher.combine(lastSession)
    }

    // MARK: - What happens by itself

    /// What may happen now, in a fixed order.
    package var steps: [ModelStep] {
        var steps: [ModelStep] = []
        for (id, session) in sessions.sorted(by: { $0.key < $1.key }) {
            if !session.toServer.isEmpty { steps.append(.take(id)) }
            if !session.toClient.isEmpty {
                steps.append(.deliver(id))
            } else if session.isConnected, session.server == nil {
                steps.append(.notice(id))
            }
        }
        for (index, server) in servers.enumerated() where server.lag > 0 { steps.append(.apply(index)) }
        return steps
    }

    /// The server takes the next request of `session`: a write is decided now, a read is answered unless it has to wait for
    /// a write before it.
    ///
    /// - Parameter isReplaced: whether the server has been the ensemble's leader and does not know yet that it no longer is. Then
    ///   it answers a sync by itself, too.
    package mutating func take(_ session: Int64, isReplaced: Bool = false) {
        guard let call = sessions[session]?.toServer.first else { return }
        sessions[session]?.toServer.removeFirst()
        if call.request.isRead || isReplaced && call.request == .sync {
            sessions[session]?.pending.append(.read(call))
        } else {
            let reply = decide(call.request, session)
            sessions[session]?.pending.append(.decided(call, reply, at: zxid))
        }
        answerPending(session)
    }

    /// The client takes the next message of `session`.
    package mutating func deliver(_ session: Int64) -> ModelMessage? {
        guard let parcel = sessions[session]?.toClient.first else { return nil }
        sessions[session]?.toClient.removeFirst()
        sessions[session]?.note(parcel)
        return parcel.message
    }

    /// A server applies the next transaction: watches fire, and whoever waited for it is answered.
    package mutating func apply(_ server: Int) {
        guard !servers[server].behind.isEmpty else { return }
        let transaction = servers[server].behind.removeFirst()
        servers[server].zxid = transaction.zxid
        for change in transaction.changes {
            fire(servers[server].tree.apply(change, zxid: transaction.zxid), at: server)
        }
        for (id, session) in sessions where session.server == server {
            answerPending(id)
            // What was sent before is still delivered.
            if transaction.ends == id { sessions[id]?.detach() }
        }
    }

    // MARK: - Clients

    /// Begins a session and returns its number.
    package mutating func openSession(on server: Int = 0) -> Int64 {
        lastSession += 1
        sessions[lastSession] = ModelSession(server: server, seen: servers[server].zxid)
        return lastSession
    }

    /// Puts a request on its way. It is lost where the connection is cut and the client does not know it yet.
    ///
    /// - Parameter tag: what the answer is known by, or, from ``notice(_:)``, that there will be none.
    package mutating func send(_ request: ModelRequest, tag: Int = 0, from session: Int64) {
        let call = ModelCall(tag: tag, request: request)
        sessions[session]?.unanswered.append(call)
        if sessions[session]?.server != nil { sessions[session]?.toServer.append(call) }
    }

    /// The client notices that the connection is lost. Returns what it asked and got no answer to, in order.
    package mutating func notice(_ session: Int64) -> [ModelCall] {
        let lost = sessions[session]?.unanswered ?? []
        sessions[session]?.unanswered = []
        sessions[session]?.isConnected = false
        return lost
    }

    /// The client, which is not connected, tries a server. Its watches are set again, and what changed meanwhile is told at
    /// once (`DataTree.setWatches`).
    package mutating func connect(_ id: Int64, to server: Int) -> ModelConnection {
        guard var session = sessions[id], !session.isOver else { return .expired }
        guard session.seen <= servers[server].zxid else { return .refused }
        session.attach(to: servers[server], server)
        sessions[id] = session
        return .connected
    }

    /// Forgets a session that its client knows to be over, so that it does not make equal states differ.
    package mutating func forget(_ session: Int64) {
        sessions[session] = nil
    }

    // MARK: - Faults

    /// The connection breaks: whatever is on the way, either way, is lost. The client learns of it with ``notice(_:)``.
    package mutating func cut(_ session: Int64) {
        sessions[session]?.toClient = []
        sessions[session]?.detach()
    }

    /// The ensemble's leader ends a session and removes its ephemeral nodes.
    package mutating func expire(_ session: Int64) {
        guard sessions[session]?.isOver == false else { return }
        let nodes = tree.nodes.filter { $0.value.owner == session }.sorted { $0.value.czxid < $1.value.czxid }
        sessions[session]?.isOver = true
        propose(nodes.map { .delete($0.key) }, ends: session)
    }

    /// Somebody who is not modelled writes.
    @discardableResult
    package mutating func commit(_ operations: [ZKOperation]) -> ModelReply {
        decide(operations, owner: 0)
    }

    /// Has the next sequential node under `path` get that number, on all servers at once.
    package mutating func setSequence(_ number: Int32, under path: String) {
        tree.nodes[path]?.sequence = number
        for server in servers.indices { servers[server].tree.nodes[path]?.sequence = number }
    }

    // MARK: - The ensemble's leader

    private mutating func decide(_ request: ModelRequest, _ session: Int64) -> ModelReply {
        switch request {
        case .write where isOver(session), .multi where isOver(session):
            return .failed(.sessionExpired, index: nil)
        case .write(let operation):
            let reply = decide([operation], owner: session)
            // The index is told of a multi only.
            if case .failed(let code, _) = reply { return .failed(code, index: nil) }
            guard case .written(let results) = reply, case .created(let path)? = results.first else {
                return reply
            }
            return .created(path, tree.stat(of: path) ?? ZKStat())
        case .multi(let operations):
            return decide(operations, owner: session)
        case .close:
            expire(session)
            return .done
        case .sync, .exists, .get, .children:
            return .done
        }
    }

    private func isOver(_ session: Int64) -> Bool { sessions[session]?.isOver ?? true }

    private mutating func decide(_ operations: [ZKOperation], owner: Int64) -> ModelReply {
        var next = tree
        var changes: [ModelChange] = []
        var results: [ZKOperationResult] = []
        for (index, operation) in operations.enumerated() {
            do throws(ZKError) {
                let change = try next.change(for: operation, owner: owner)
                if let change {
                    _ = next.apply(change, zxid: zxid + 1)
                    changes.append(change)
                }
                switch change {
                case .create(let path, _, _)?: results.append(.created(path: path))
                case .set(let path, _)?: results.append(.set(next.stat(of: path) ?? ZKStat()))
                case .delete?: results.append(.deleted)
                case nil: results.append(.checked)
                }
            } catch {
                return .failed(error.code, index: index)
            }
        }
        if !changes.isEmpty { propose(changes) }
        return .written(results)
    }

    private mutating func propose(_ changes: [ModelChange], ends session: Int64? = nil) {
        zxid += 1
        for change in changes { _ = tree.apply(change, zxid: zxid) }
        let transaction = ModelTransaction(zxid: zxid, changes: changes, ends: session)
        for server in servers.indices { servers[server].behind.append(transaction) }
    }

    // MARK: - A server

    private mutating func fire(_ firings: [ModelFiring], at server: Int) {
        for (id, session) in sessions where session.server == server {
            for firing in firings { sessions[id]?.fire(firing) }
        }
    }

    private mutating func answerPending(_ id: Int64) {
        guard var session = sessions[id], let index = session.server else { return }
        session.answerPending(servers[index])
        sessions[id] = session
    }
}
