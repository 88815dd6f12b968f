import NIOCore
import NIOPosix
import Synchronization

/// A relay in front of a server that counts what goes through it, exactly.
final class Tap: Sendable {
    /// Shared by all lanes.
    final class Count: Sendable {
        private let traffic = Mutex(Traffic())

        func withLock<Result: Sendable>(_ body: (inout sending Traffic) -> sending Result) -> Result {
            traffic.withLock(body)
        }
    }

    private let count: Count
    private let channel: any Channel

    /// Where it listens, as `host:port`.
    let address: String

    private init(count: Count, channel: any Channel, port: Int) {
        self.count = count
        self.channel = channel
        address = "127.0.0.1:\(port)"
    }

    static func start(to server: String) async throws -> Tap {
        guard let port = server.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw BenchError("no port: \(server)")
        }
        let count = Count()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { client in
                ClientBootstrap(group: client.eventLoop)
                    .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .channelInitializer { server in
                        server.eventLoop.makeCompletedFuture {
                            try server.pipeline.syncOperations.addHandler(
                                TapLane(peer: client, isToServer: false, traffic: count)
                            )
                        }
                    }
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(
                            TapLane(peer: server, isToServer: true, traffic: count)
                        )
                    }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        guard let port = channel.localAddress?.port else { throw BenchError("the tap has no port") }
        return Tap(count: count, channel: channel, port: port)
    }

    /// What went through until now.
    var traffic: Traffic { count.withLock { $0 } }

    /// What went through until nothing but pings does any more.
    func settled() async throws -> Traffic {
        var last = traffic
        var quiet = 0
        while quiet < 6 {
            try await Task.sleep(for: .milliseconds(50))
            let now = traffic
            quiet = now.count == last.count && now.bytes == last.bytes ? quiet + 1 : 0
            last = now
        }
        return last
    }

    func stop() async throws {
        try await channel.close()
    }
}
