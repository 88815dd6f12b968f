import NIOCore
import NIOPosix
import ZooKeeper

/// A proxy on loopback between clients and a server, which breaks connections when a test wants it.
///
/// It understands ZooKeeper's frames, so that a connection can be cut at an exact point: after the server has applied a
/// request and before its reply is delivered.
public final class TestProxy: Sendable {
    private let control: ProxyControl
    private let task: Task<Void, any Error>

    /// Where the proxy listens, as `host:port`.
    public let address: String

    private init(control: ProxyControl, task: Task<Void, any Error>, address: String) {
        self.control = control
        self.task = task
        self.address = address
    }

    deinit {
        task.cancel()
    }

    /// Starts a proxy in front of a server.
    ///
    /// - Parameter server: the server's address, as `host:port`.
    public static func start(to server: String) async throws -> TestProxy {
        let upstream = try AddressText.split(server)
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try RawConnection.Channel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: false)
                    )
                }
            }
        guard let port = listener.channel.localAddress?.port else {
            throw TestKitError("the proxy has no port")
        }
        let control = ProxyControl()
        let task = Task {
            try await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask {
                            try? await ProxyLink(client: connection, upstream: upstream, control: control).run()
                        }
                    }
                }
            }
        }
        return TestProxy(control: control, task: task, address: "127.0.0.1:\(port)")
    }

    /// Closes every connection that there is now. Clients may come back at once.
    public func cut() {
        control.cut()
    }

    /// Lets the server apply the next request of the given kind, keeps its reply, and closes the connection.
    ///
    /// - Parameter operation: the kind of request.
    public func cutAfterApplying(_ operation: Operation) {
        control.arm(operation, .keepReply)
    }

    /// Closes the connection instead of handing the next request of the given kind to the server.
    ///
    /// - Parameter operation: the kind of request.
    public func cutBefore(_ operation: Operation) {
        control.arm(operation, .keepRequest)
    }

    /// Whether a cut that was asked for has not happened yet.
    public var isArmed: Bool { control.isArmed }

    /// Turns new connections away (`false`), or lets them in again (`true`).
    public func accept(_ accepts: Bool) {
        control.accept(accepts)
    }

    /// Holds back all bytes in both directions, in connections that there are and that come; nobody is told.
    public func freeze() {
        control.freeze(true)
    }

    /// Lets the bytes pass again.
    public func thaw() {
        control.freeze(false)
    }

    /// How many requests of a kind were handed to the server so far.
    public func requests(_ operation: Operation) -> Int {
        control.requests(operation)
    }

    /// Ends the proxy and closes its connections.
    public func stop() async {
        task.cancel()
        control.cut()
        _ = await task.result
    }
}
