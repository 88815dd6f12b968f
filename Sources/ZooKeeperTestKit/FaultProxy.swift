/// A proxy on loopback between clients and a server, which breaks and slows connections when a test wants it.
///
/// It understands ZooKeeper's frames, so that a connection can be cut at an exact point: after the server has applied a
/// request and before its reply is delivered.
public final class FaultProxy: Sendable {
    private let relay: Relay
    private let requests: RequestFaults

    private var control: RelayControl { relay.control }

    /// Where the proxy listens, as `host:port`.
    public var address: String { relay.address }

    private init(relay: Relay, requests: RequestFaults) {
        self.relay = relay
        self.requests = requests
    }

    /// Starts a proxy in front of a server.
    ///
    /// - Parameters:
    ///   - server: the server's address, as `host:port`.
    ///   - host: the loopback address to listen on.
    /// - Throws: what NIO throws where nothing can listen there.
    public static func start(to server: String, host: String = "127.0.0.1") async throws -> FaultProxy {
        let requests = RequestFaults()
        let relay = try await Relay.start(to: server, host: host) { requests.filters() }
        return FaultProxy(relay: relay, requests: requests)
    }

    /// Closes every connection that there is now. Clients may come back at once.
    public func cut() {
        control.cut()
    }

    /// Lets the server apply the next request of the given kind, keeps its reply, and closes the connection.
    ///
    /// - Parameter operation: the kind of request.
    public func cutAfterApplying(_ operation: Operation) {
        requests.arm(operation, .keepReply)
    }

    /// Closes the connection instead of handing the next request of the given kind to the server.
    ///
    /// - Parameter operation: the kind of request.
    public func cutBefore(_ operation: Operation) {
        requests.arm(operation, .keepRequest)
    }

    /// Whether a cut that was asked for has not happened yet.
    public var isArmed: Bool { requests.isArmed }

    /// Takes back the cuts that were asked for and have not happened yet.
    public func disarm() {
        requests.disarm()
    }

    /// Turns new connections away (`false`), or lets them in again (`true`). Those that there are stay.
    public func accept(_ accepts: Bool) {
        control.accept(accepts)
    }

    /// Holds bytes back, in connections that there are and that come, until ``resume()``.
    ///
    /// Nothing is lost, and nobody is told: the end of a connection is held back as well, and a server does not notice one that comes
    /// while nothing gets through to it.
    ///
    /// - Parameter directions: which way, by default both. Directions that are stalled already stay so.
    public func stall(_ directions: Set<Direction> = Set(Direction.allCases)) {
        control.stall(directions)
    }

    /// Lets all bytes pass again, those that were held back first.
    public func resume() {
        control.resume()
    }

    /// Makes everything that arrives from now on take longer, in both directions. The order is kept.
    ///
    /// - Parameter delay: the time that is added each way; `.zero` ends it.
    public func delay(_ delay: Duration) {
        control.delay(delay)
    }

    /// How many requests of a kind were handed to the server so far.
    public func requests(_ operation: Operation) -> Int {
        requests.count(of: operation)
    }

    /// Ends the proxy and closes its connections.
    public func stop() async {
        await relay.stop()
    }
}
