import NIOCore
import ZooKeeper

/// One connection through a relay: a client on one side, the server on the other.
struct RelayLink: Sendable {
    let client: RawConnection.Channel
    let upstream: (host: String, port: UInt16)
    let patience: Duration
    let control: RelayControl
    let filters: RelayFilters

    /// Carries bytes until either side closes, a filter says so, or the relay is told to cut.
    func run() async throws {
        try await client.executeThenClose { fromClient, toClient in
            // Nothing gets through to the server, so it must not notice the connection either: ZooKeeper's election port serves
            // nobody else while it waits for the first bytes of one (`QuorumCnxManager.receiveConnection`).
            let hasGone = Locked(false)
            client.channel.closeFuture.whenComplete { _ in hasGone.withLock { $0 = true } }
            while control.isStalled(.toServer) {
                if hasGone.withLock({ $0 }) { return }
                try await Task.sleep(for: .milliseconds(5), clock: .continuous)
            }
            let server = try await Poll.value("the server is reached", within: patience) {
                // A server that connections are kept from must not notice them.
                guard control.isAccepting else { throw TestKitError("turned away") }
                return try? await RawConnection.open(host: upstream.host, port: upstream.port)
            }
            try await server.executeThenClose { fromServer, toServer in
                let requests = RelayLane(.toServer, control: control)
                let replies = RelayLane(.toClient, control: control)
                let channels = [client.channel, server.channel]
                let (closing, closed) = AsyncStream<Never>.makeStream()
                let close: @Sendable () -> Void = {
                    for channel in channels { channel.close(promise: nil) }
                    closed.finish()
                }
                guard let link = control.add([requests, replies], close: close) else { return }
                defer { control.remove(link) }
                await withTaskGroup { group in
                    // A lane that holds bytes back does not notice the close.
                    group.addTask { for await _ in closing {} }
                    group.addTask {
                        try? await requests.carry(from: fromClient, to: toServer, filter: filters[.toServer])
                    }
                    group.addTask {
                        try? await replies.carry(from: fromServer, to: toClient, filter: filters[.toClient])
                    }
                    await group.next()
                    close()
                    group.cancelAll()
                }
            }
        }
    }
}
