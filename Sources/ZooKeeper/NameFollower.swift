/// Resolves host names again while a connection is lost, and moves the session where the servers have gone.
///
/// The C library is given addresses only, so this is where a server that comes back under another address is found
/// (ZOOKEEPER-2184).
struct NameFollower: Sendable {
    let opener: SessionOpener

    /// How long to wait between two look-ups.
    private static let pause = Duration.milliseconds(500)

    /// Follows the names until the connection is closed.
    func run() async {
        guard let servers = try? opener.parsedAddresses() else { return }
        for await event in opener.link.subscribe() where event.state == .disconnected {
            await follow(servers)
        }
    }

    private func follow(_ servers: [ServerAddress]) async {
        let link = opener.link
        while !Task.isCancelled, link.present == .disconnected, let session = link.session {
            let fresh = try? await Set(opener.resolve(servers))
            // The old handle gets no chance to end the session: the library sends a CLOSE only while it is connected.
            if let fresh, fresh != opener.known.withLock({ $0 }) || !link.hasHandle,
                link.present == .disconnected
            {
                try? await opener.reopen(session, at: fresh)
            } else {
                try? await Task.sleep(for: Self.pause, clock: .continuous)
            }
        }
    }
}
