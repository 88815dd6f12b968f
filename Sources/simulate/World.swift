import ZooKeeper
import ZooKeeperTestKit

/// The ensemble, the network, and the time that everything takes.
///
/// What happens when is decided here, for the model has no clock: when a request arrives, when a server applies a
/// transaction, when a message is delivered, and when a session is over. The last follows what the lease of `LeaderElection`
/// relies on: servers tell the ensemble's leader every half tick of which sessions they have heard, and it ends a session
/// that it has not heard of for a session timeout.
final class World: @unchecked Sendable {
    /// Where the candidates stand.
    static let basePath = "/services/election"
    /// What the leader writes to.
    static let workPath = "/work"

    let scenario: Scenario
    let trace: Trace
    /// Whether the first lease has to hold also after pings were late.
    let isStrict: Bool
    /// What is wrong with the connections, in a test of the simulation itself.
    let lie: Lie?
    var generator: SeededGenerator
    var statistics = Statistics()
    private(set) var model: ModelZooKeeper
    /// What broke a rule first.
    private(set) var violation: String?

    private var links: [Int64: Link] = [:]
    /// Transactions that a server is about to apply.
    private var applying: [Int]
    /// Until when a server is out of touch with the ensemble's leader, applies nothing, takes nobody in.
    private var cutOff: [Duration]
    private var lagging: [Duration]
    private var refusing: [Duration]
    /// The server that is the ensemble's leader.
    private(set) var leader = 0
    /// Whether a server, which is out of touch with the others, has been the ensemble's leader: it does not know better and
    /// answers a sync by itself.
    private var isReplaced: [Bool]
    /// Until when nothing of a process arrives at a server, and the other way round.
    private var mute: [Int: Duration] = [:]
    private var deaf: [Int: Duration] = [:]
    /// Until when the credentials of a process are refused.
    private var distrusted: [Int: Duration] = [:]
    /// Whether one leads, all know it, and nothing happens any more.
    var isSettled = false
    /// The tokens of those who stood when all were being closed in the end, with nothing wrong any more; `nil` before that.
    private(set) var closing: Set<Int64>?
    private var isRunning = true
    /// Candidates whose nodes an operator deleted, with the time: they may not know it yet.
    private(set) var deposed: [Int64: Duration] = [:]
    /// The largest token of a candidate that has led while it was the first of the line.
    private var newestToken: Int64 = 0
    /// What the leaders write.
    var history = WorkHistory()
    /// The candidates' nodes that there ever were, by path.
    private(set) var stood: [String: Int64] = [:]

    /// What is known of a session besides what the model knows.
    private struct Link {
        let client: Connection
        /// The session timeout that was granted last.
        var timeout: Duration
        /// Changes with each connection; what was on the way before is lost.
        var epoch = 0
        /// Whether the client has no more use for it.
        var isAbandoned = false
        var arriving = 0
        var delivering = 0
        /// Whether its server has heard of it since it told the ensemble's leader.
        var isHeard = false
        /// From when on the ensemble's leader counts.
        var touched: Duration
        /// When its server heard of it last, and when it did after a longer silence than the lease takes for possible.
        var heard: Duration
        var heardLate: Duration?
    }

    init(_ scenario: Scenario, trace: Trace, isStrict: Bool, lie: Lie?) {
        self.scenario = scenario
        self.trace = trace
        self.isStrict = isStrict
        self.lie = lie
        generator = SeededGenerator(spreading: scenario.seed ^ 0xfeed)
        model = ModelZooKeeper(servers: scenario.servers)
        applying = Array(repeating: 0, count: scenario.servers)
        cutOff = Array(repeating: .zero, count: scenario.servers)
        lagging = cutOff
        refusing = cutOff
        isReplaced = Array(repeating: false, count: scenario.servers)
        model.commit([.create(Self.workPath)])
        if scenario.hasLastNumbers {
            model.commit([.create(ZKPath.parent(of: Self.basePath) ?? "/"), .create(Self.basePath)])
        }
        settle()
        if scenario.hasLastNumbers { model.setSequence(.max - 1, under: Self.basePath) }
        handOver()
    }

    var now: Duration { Executor.shared.now }

    /// Notes what broke a rule.
    func violate(_ rule: @autoclosure () -> String) {
        guard violation == nil else { return }
        violation = rule()
        trace.note(Trace.violation + rule())
    }

    /// Notes who leads as the first of the line.
    ///
    /// - Returns: whether nobody with a larger token has led before.
    func noteLeader(_ token: Int64) -> Bool {
        defer { newestToken = max(newestToken, token) }
        return token >= newestToken
    }

    /// Notes that all are being closed.
    func close() { closing = Set(candidates.map(\.czxid)) }

    var isClosing: Bool { closing != nil }

    /// Stops what goes on for ever, and lets go of the clients.
    func end() {
        isRunning = false
        links = [:]
    }

    // MARK: - Time

    private func at(_ time: Duration, for process: Int = 0, _ action: @escaping () -> Void) {
        Executor.shared.at(time, for: process, action)
    }

    private func latency() -> Duration {
        generator.once(in: 50) && now < scenario.calm
            ? generator.upTo(scenario.latency * 8) : generator.upTo(scenario.latency)
    }

    /// A time of the servers' clocks.
    private func byServer(_ time: Duration) -> Duration { time * scenario.serverSecond }

    /// Whatever the servers have not applied yet they apply now.
    private func settle() {
        for server in model.servers.indices { while model.servers[server].lag > 0 { model.apply(server) } }
    }

    /// Lets happen what follows from the model's present state, each at a time of its own.
    private func pump() {
        for (id, session) in model.sessions {
            guard let link = links[id] else { continue }
            let epoch = link.epoch
            for _ in link.arriving..<max(link.arriving, session.toServer.count) {
                at(now + latency()) { self.arrive(id, epoch) }
            }
            for _ in link.delivering..<max(link.delivering, session.toClient.count) {
                at(now + latency(), for: link.client.process) { self.deliver(id, epoch) }
            }
            links[id]?.arriving = session.toServer.count
            links[id]?.delivering = session.toClient.count
            // The server has closed the connection.
            if session.server == nil, session.isConnected, session.toClient.isEmpty {
                at(now + latency(), for: link.client.process) { self.hangUp(id, epoch) }
            }
        }
        for server in model.servers.indices {
            while applying[server] < model.servers[server].lag {
                applying[server] += 1
                at(now + generator.upTo(scenario.lag)) { self.apply(server) }
            }
        }
    }

    private func arrive(_ id: Int64, _ epoch: Int) {
        guard links[id]?.epoch == epoch, let session = model.sessions[id], let server = session.server,
            let call = session.toServer.first, let client = links[id]?.client
        else { return }
        let isAnswered = call.request.isRead || call.request == .sync && isReplaced[server]
        let end = max(mute[client.process] ?? .zero, isAnswered ? .zero : cutOff[server])
        if end > now { return at(end + latency()) { self.arrive(id, epoch) } }
        links[id]?.arriving -= 1
        trace.note("\(client.name) -> server \(server): \(call.summary)")
        hear(of: id)
        take(id)
        pump()
    }

    /// A server takes the next request of a session, by whatever way that has come.
    private func take(_ id: Int64) {
        guard let session = model.sessions[id], let request = session.toServer.first?.request else { return }
        let before = model.zxid
        let work = request.work
        let first = work == nil ? nil : first?.czxid
        model.take(id, isReplaced: session.server.map { isReplaced[$0] } ?? false)
        if let data = work {
            if model.zxid == before { statistics.refusedWrites += 1 } else { note(data, first: first) }
        } else if model.zxid != before {
            for node in candidates { stood[node.path] = node.czxid }
        }
    }

    private func note(_ data: [UInt8], first: Int64?) {
        statistics.guardedWrites += 1
        trace.note("'\(String(decoding: data, as: UTF8.self))' is written")
        if let flaw = history.make(data, zxid: model.zxid, first: first) { violate(flaw) }
    }

    private func deliver(_ id: Int64, _ epoch: Int) {
        guard let link = links[id], link.epoch == epoch else { return }
        if let end = deaf[link.client.process], end > now {
            return at(end + latency(), for: link.client.process) { self.deliver(id, epoch) }
        }
        links[id]?.delivering -= 1
        guard link.client.hears(), let message = model.deliver(id) else { return }
        trace.note("\(link.client.name) <- \(message.summary)")
        link.client.receive(message)
        pump()
    }

    private func apply(_ server: Int) {
        let end = max(cutOff[server], lagging[server])
        if end > now { return at(end + generator.upTo(scenario.lag)) { self.apply(server) } }
        applying[server] -= 1
        model.apply(server)
        trace.note("server \(server) has applied \(model.servers[server].zxid)")
        pump()
    }

    // MARK: - Sessions

    /// A server that a process can reach, if it finds one.
    private func server(for process: Int) -> Int? {
        let server = generator.number(0...scenario.servers - 1)
        if max(refusing[server], cutOff[server]) > now { return nil }
        return max(mute[process] ?? .zero, deaf[process] ?? .zero) > now ? nil : server
    }

    /// Opens a session, where a server is found.
    func open(_ client: Connection) -> Int64? {
        guard let server = server(for: client.process) else { return nil }
        let id = model.openSession(on: server)
        let timeout = generator.one(of: scenario.sessionTimeouts)
        links[id] = Link(client: client, timeout: timeout, touched: now, heard: now)
        trace.note("\(client.name): session \(id) on server \(server)")
        watchExpiry(id, timeout)
        return id
    }

    /// Tries to get back to a session. `nil` where no server is found.
    func reconnect(_ id: Int64) -> ModelConnection? {
        guard let client = links[id]?.client, let server = server(for: client.process) else { return nil }
        let connection = model.connect(id, to: server)
        trace.note("\(client.name): session \(id) on server \(server): \(connection)")
        if connection == .connected {
            links[id]?.epoch += 1
            links[id]?.arriving = 0
            links[id]?.delivering = 0
            links[id]?.isHeard = false
            // The ensemble's leader is asked whether there is still such a session.
            links[id]?.touched = now
            links[id]?.heard = now
            links[id]?.heardLate = nil
            // As `docs/reliability.md` takes for granted: six tenths of what the client knows of, and a little for rounding.
            let least = (client.negotiatedSessionTimeout ?? .zero) * 0.59
            grant(id, generator.one(of: scenario.sessionTimeouts.filter { $0 >= least }))
            // The server has taken the session up, and its greeting is lost.
            if generator.once(in: 8), now < scenario.calm {
                drop(id)
                return nil
            }
            pump()
        }
        return connection
    }

    /// What counts from now on for a session that a server has taken up again.
    private func grant(_ id: Int64, _ timeout: Duration) {
        guard let link = links[id], link.timeout != timeout else { return }
        statistics.adaptations += 1
        trace.note("session \(id): timeout \(timeout.inSeconds)")
        links[id]?.timeout = timeout
        watchExpiry(id, timeout)
    }

    func send(_ request: ModelRequest, tag: Int, from id: Int64) {
        model.send(request, tag: tag, from: id)
        pump()
    }

    /// A ping is on its way.
    func ping(_ id: Int64) {
        guard let link = links[id] else { return }
        at(now + latency()) { self.takePing(id, link.epoch) }
    }

    private func takePing(_ id: Int64, _ epoch: Int) {
        guard let link = links[id], link.epoch == epoch, model.sessions[id]?.server != nil else { return }
        let process = link.client.process
        if let end = mute[process], end > now { return at(end + latency()) { self.takePing(id, epoch) } }
        hear(of: id)
        at(now + latency(), for: process) { self.answerPing(id, epoch) }
    }

    private func answerPing(_ id: Int64, _ epoch: Int) {
        guard let link = links[id], link.epoch == epoch, model.sessions[id]?.server != nil else { return }
        if let end = deaf[link.client.process], end > now {
            return at(end + latency(), for: link.client.process) { self.answerPing(id, epoch) }
        }
        _ = link.client.hears()
    }

    /// The client takes its connection for lost. Some of what it has sent may arrive all the same.
    func drop(_ id: Int64) {
        guard let session = model.sessions[id] else { return }
        let isHeard = session.server.map { !isReplaced[$0] } ?? false
        for _ in 0..<(isHeard ? generator.number(0...session.toServer.count) : 0) { take(id) }
        model.cut(id)
        _ = model.notice(id)
        links[id]?.epoch += 1
        links[id]?.arriving = 0
        links[id]?.delivering = 0
        pump()
    }

    private func hangUp(_ id: Int64, _ epoch: Int) {
        guard let link = links[id], link.epoch == epoch else { return }
        link.client.lose(.connectionLoss)
    }

    /// The client knows that the session is over, or has no more use for it.
    func forget(_ id: Int64) {
        links[id]?.epoch += 1
        links[id]?.isAbandoned = true
        clear(id)
    }

    /// Drops a session that is over and that nobody has any use for.
    private func clear(_ id: Int64) {
        guard links[id]?.isAbandoned == true, model.sessions[id]?.isOver == true else { return }
        links[id] = nil
        model.forget(id)
    }

    /// The last session of a process.
    func session(of process: Int) -> Int64? {
        links.keys.filter { links[$0]?.client.process == process }.max()
    }

    /// The server that a process is connected to.
    func server(of process: Int) -> Int? { session(of: process).flatMap { model.sessions[$0]?.server } }

    /// The session timeout that was granted last.
    func timeout(of session: Int64) -> Duration? { links[session]?.timeout }

    /// Whose session it is.
    func client(of id: Int64) -> Connection? { links[id]?.client }

    private func hear(of id: Int64) {
        if let link = links[id], now - link.heard > link.timeout * 5 / 12 {
            links[id]?.heardLate = now
        }
        links[id]?.heard = now
        links[id]?.isHeard = true
        if model.sessions[id]?.server == leader { links[id]?.touched = now }
    }

    /// Every half tick servers tell the ensemble's leader which sessions they have heard of.
    private func handOver() {
        guard isRunning else { return }
        for server in model.servers.indices { handOver(server) }
        at(now + byServer(scenario.tick / 2)) { self.handOver() }
    }

    private func handOver(_ server: Int) {
        guard cutOff[server] <= now else { return }
        for (id, link) in links where link.isHeard && model.sessions[id]?.server == server {
            links[id]?.isHeard = false
            links[id]?.touched = now
        }
    }

    private func watchExpiry(_ id: Int64, _ timeout: Duration) {
        guard let link = links[id], link.timeout == timeout, model.sessions[id]?.isOver == false else {
            return
        }
        // Sessions end a little later than they have to: what is told at that very moment still counts.
        let end = link.touched + byServer(timeout) + .nanoseconds(1)
        if end > now { return at(end) { self.watchExpiry(id, timeout) } }
        trace.note("\(link.client.name): session \(id) expires")
        statistics.expiries += 1
        model.expire(id)
        clear(id)
        pump()
    }

    /// Whether a session's server has heard of it too late, not long ago, for the lease of one who has come to lead since.
    ///
    /// That is the one thing which the first lease takes for granted: pings are at most a twelfth of the timeout late. What a server
    /// hears within a quarter of the timeout before a confirmation may be unknown to the others, and for half of it the first one is
    /// relied on.
    func wasLate(_ process: Int) -> Bool {
        links.values.contains { link in
            link.client.process == process && link.heardLate.map { $0 + link.timeout * 3 / 4 > now } ?? false
        }
    }

    // MARK: - Faults

    /// None of them lasts longer than until it gets calm, nor does one end what a longer one has begun.
    private func extend(_ end: inout Duration, until time: Duration) {
        end = max(end, min(time, scenario.calm))
    }

    func silence(_ process: Int, toServer: Duration, toClient: Duration) {
        extend(&mute[process, default: .zero], until: toServer)
        extend(&deaf[process, default: .zero], until: toClient)
    }

    func cut(off server: Int, until time: Duration) {
        extend(&cutOff[server], until: time)
        // What the ensemble's leader has asked meanwhile is answered before anything that comes later.
        at(cutOff[server]) { self.handOver(server) }
    }

    /// The ensemble's leader loses touch with the others, which elect another one. It goes on by itself, and when it learns of that
    /// it breaks its connections.
    func replaceLeader(by next: Int, until time: Duration) {
        let replaced = leader
        extend(&cutOff[replaced], until: time)
        isReplaced[replaced] = true
        leader = next
        // Who begins to lead gives each session a whole timeout.
        for id in links.keys { links[id]?.touched = now }
        at(cutOff[replaced]) {
            self.isReplaced[replaced] = false
            self.breakConnections(of: replaced)
        }
    }

    /// The servers that may be elected as the next leader.
    var successors: [Int] { model.servers.indices.filter { $0 != leader && cutOff[$0] <= now } }

    func lag(_ server: Int, until time: Duration) { extend(&lagging[server], until: time) }

    /// A server takes nobody in for a while, and breaks the connections that it has.
    func refuse(_ server: Int, until time: Duration) {
        extend(&refusing[server], until: time)
        breakConnections(of: server)
    }

    private func breakConnections(of server: Int) {
        for (id, session) in model.sessions where session.server == server { model.cut(id) }
        pump()
    }

    /// Servers take no connection of a process for a while, but for the time that it takes them to look at its credentials.
    func distrust(_ process: Int, until time: Duration) {
        extend(&distrusted[process, default: .zero], until: time)
    }

    /// Whether the credentials of a process are refused.
    func refuses(_ process: Int) -> Bool {
        guard distrusted[process] ?? .zero > now else { return false }
        statistics.refusals += 1
        trace.note("process \(process) is refused")
        return true
    }

    /// Whether credentials of a process were ever refused.
    func hasRefused(_ process: Int) -> Bool { distrusted[process] != nil }

    /// Breaks the connection of a session.
    func cut(_ id: Int64) {
        model.cut(id)
        pump()
    }

    /// The ensemble's leader ends a session, as if an operator had wished it.
    func expire(_ id: Int64) {
        for node in model.tree.nodes.values where node.owner == id { deposed[node.czxid] = now }
        model.expire(id)
        pump()
    }

    /// An operator writes.
    func commit(_ operations: [ZKOperation]) {
        let nodes = model.tree.nodes
        model.commit(operations)
        for operation in operations {
            guard let node = nodes[operation.path], model.tree.nodes[operation.path] == nil else { continue }
            deposed[node.czxid] = now
        }
        pump()
    }

    // MARK: - Who is first

    /// A candidate's node.
    struct Node {
        let path: String
        let number: Int64
        let czxid: Int64
        let ident: String
        let session: Int64
    }

    private var knownCandidates: (zxid: Int64, nodes: [Node]) = (-1, [])

    /// The candidates in order, as the ensemble's leader knows them.
    var candidates: [Node] {
        if knownCandidates.zxid != model.zxid {
            knownCandidates = (model.zxid, readCandidates())
        }
        return knownCandidates.nodes
    }

    var first: Node? { candidates.first }

    private func readCandidates() -> [Node] {
        var nodes: [Node] = []
        for (path, node) in model.tree.nodes where path.hasPrefix(Self.basePath + "/_c_") {
            guard let number = Int64(path.suffix(10)) else { continue }
            nodes.append(
                Node(
                    path: path,
                    number: number,
                    czxid: node.czxid,
                    ident: String(decoding: node.data, as: UTF8.self),
                    session: node.owner
                )
            )
        }
        return nodes.sorted { ($0.number, $0.czxid) < ($1.number, $1.czxid) }
    }
}
