/// Listens on loopback and carries what comes to a server, and back.
final class Relay: Sendable {
    let control: RelayControl
    private let listener: RawListener

    /// Where it listens, as `host:port`.
    var address: String { listener.address }

    private init(control: RelayControl, listener: RawListener) {
        self.control = control
        self.listener = listener
    }

    deinit {
        listener.end()
        control.cut()
    }

    /// - Parameters:
    ///   - patience: for how long a server is tried that does not listen. Whoever connects does not learn otherwise.
    ///   - filters: called for each connection.
    static func start(
        to server: String,
        host: String = "127.0.0.1",
        patience: Duration = .zero,
        filters: @escaping @Sendable () -> RelayFilters
    ) async throws -> Relay {
        let upstream = try AddressText.split(server)
        let control = RelayControl()
        let listener = try await RawListener.start(host: host) { connection in
            try? await RelayLink(
                client: connection,
                upstream: upstream,
                patience: patience,
                control: control,
                filters: filters()
            ).run()
        }
        return Relay(control: control, listener: listener)
    }

    func stop() async {
        control.accept(false)
        control.cut()
        await listener.stop()
    }
}
