import NIOCore
import NIOPosix

/// Finds ports of this machine that nobody listens on.
enum FreePorts {
    /// The first `count` free ports from `first` on.
    static func next(_ count: Int, from first: Int) async throws -> [Int] {
        var ports: [Int] = []
        for port in first...65_535 where ports.count < count {
            if await isFree(port) { ports.append(port) }
        }
        return ports
    }

    private static func isFree(_ port: Int) async -> Bool {
        do {
            try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: "127.0.0.1", port: port).get()
                .close()
            return true
        } catch {
            return false
        }
    }
}
