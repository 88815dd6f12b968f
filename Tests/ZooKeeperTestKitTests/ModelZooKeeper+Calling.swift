import ZooKeeperTestKit

extension ModelZooKeeper {
    /// All servers apply all that there is.
    mutating func settle() {
        for server in servers.indices { while servers[server].lag > 0 { apply(server) } }
    }

    /// Has the server take a request, and returns what it answers if it does so at once.
    mutating func ask(_ request: ModelRequest, _ session: Int64) -> ModelReply? {
        send(request, from: session)
        take(session)
        guard case .reply(_, let reply)? = deliver(session) else { return nil }
        return reply
    }

    /// Has a request answered, with all servers up to date.
    mutating func call(_ request: ModelRequest, _ session: Int64) -> ModelReply? {
        send(request, from: session)
        take(session)
        settle()
        guard case .reply(_, let reply)? = deliver(session) else { return nil }
        return reply
    }
}
