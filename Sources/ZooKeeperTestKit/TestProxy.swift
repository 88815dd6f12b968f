/// A proxy on loopback between clients and a server, which breaks connections when a test wants it.
///
/// It understands ZooKeeper's frames, so that a connection can be cut at an exact point: after the server has applied a
/// request and before its reply is delivered.
public final class TestProxy: Sendable {
    private let control: ProxyControl
    private let listener: RawListener

    /// Where the proxy listens, as `host:port`.
    public var address: String { listener.address }

    private init(control: ProxyControl, listener: RawListener) {
        self.control = control
        self.listener = listener
    }

    deinit {
        listener.end()
        control.cut()
    }

    /// Starts a proxy in front of a server.
    ///
    /// - Parameters:
    ///   - server: the server's address, as `host:port`.
    ///   - host: the loopback address to listen on.
    public static func start(to server: String, host: String = "127.0.0.1") async throws -> TestProxy {
        let upstream = try AddressText.split(server)
        let control = ProxyControl()
        let listener = try await RawListener.start(host: host) { connection in
            try? await ProxyLink(client: connection, upstream: upstream, control: control).run()
        }
        return TestProxy(control: control, listener: listener)
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
        control.accept(false)
        control.cut()
        await listener.stop()
    }
}
