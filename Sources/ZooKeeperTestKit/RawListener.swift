import NIOCore
import NIOPosix
import ZooKeeper

/// Listens on a loopback port and hands each connection to a function.
final class RawListener: Sendable {
    /// Where it listens, as `host:port`.
    let address: String

    private let channel: any Channel
    private let connections: Locked<[any Channel]>
    private let tasks: Locked<[Task<Void, Never>]>

    private init(
        address: String,
        channel: any Channel,
        connections: Locked<[any Channel]>,
        tasks: Locked<[Task<Void, Never>]>
    ) {
        self.address = address
        self.channel = channel
        self.connections = connections
        self.tasks = tasks
    }

    static func start(
        host: String,
        serve: @escaping @Sendable (RawConnection.Channel) async -> Void
    ) async throws -> RawListener {
        let connections = Locked<[any Channel]>([])
        let tasks = Locked<[Task<Void, Never>]>([])
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Served from the start: NIO traps on a connection that was accepted and then let go.
                    let connection = try RawConnection.Channel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: false)
                    )
                    connections.withLock { $0.append(channel) }
                    tasks.withLock { $0.append(Task { await serve(connection) }) }
                }
            }
            .bind(host: host, port: 0)
            .get()
        let port = channel.localAddress?.port ?? 0
        return RawListener(
            address: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)",
            channel: channel,
            connections: connections,
            tasks: tasks
        )
    }

    /// Closes the port and every connection, and does not wait.
    func end() {
        channel.close(promise: nil)
        for connection in connections.withLock({ $0 }) { connection.close(promise: nil) }
    }

    /// Closes the port and every connection, and returns when nothing is served any more.
    func stop() async {
        try? await channel.close()
        end()
        for task in tasks.withLock({ $0 }) { await task.value }
    }
}
