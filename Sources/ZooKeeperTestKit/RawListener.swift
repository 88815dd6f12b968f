import NIOCore
import NIOPosix
import ZooKeeper

/// Listens on a loopback port and hands each connection to a function.
final class RawListener: Sendable {
    /// Where it listens, as `host:port`.
    let address: String

    /// The connections that are served, by number.
    private struct Served {
        var connections: [Int: (channel: any Channel, task: Task<Void, Never>)] = [:]
        var last = 0
    }

    private let channel: any Channel
    private let served: Locked<Served>

    private init(address: String, channel: any Channel, served: Locked<Served>) {
        self.address = address
        self.channel = channel
        self.served = served
    }

    static func start(
        host: String,
        serve: @escaping @Sendable (RawConnection.Channel) async -> Void
    ) async throws -> RawListener {
        let served = Locked(Served())
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
                    served.withLock { state in
                        state.last += 1
                        let number = state.last
                        let task = Task {
                            await serve(connection)
                            served.withLock { _ = $0.connections.removeValue(forKey: number) }
                        }
                        state.connections[number] = (channel, task)
                    }
                }
            }
            .bind(host: host, port: 0)
            .get()
        let port = channel.localAddress?.port ?? 0
        return RawListener(
            address: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)",
            channel: channel,
            served: served
        )
    }

    /// Closes the port and every connection, and does not wait.
    func end() {
        channel.close(promise: nil)
        for connection in connections { connection.channel.close(promise: nil) }
    }

    /// Closes the port and every connection, and returns when nothing is served any more.
    func stop() async {
        try? await channel.close()
        let tasks = connections.map(\.task)
        end()
        for task in tasks { await task.value }
    }

    private var connections: [(channel: any Channel, task: Task<Void, Never>)] {
        served.withLock { Array($0.connections.values) }
    }
}
