/// Resolves host names again while a connection is lost, and moves the session where the servers have gone, once it may be moved
/// (``SessionLink/mayMove(_:)``).
///
/// The C library is given addresses only, so this is where a server that comes back under another address is found
/// (ZOOKEEPER-2184).
struct NameFollower: Sendable {
    let opener: SessionOpener

    /// How long to wait before each look-up.
    private static let pause = Duration.milliseconds(500)

    /// Follows the names until the connection is closed.
    func run() async {
        guard let ensemble = try? opener.validated() else { return }
        for await event in opener.link.subscribe() where event.state == .disconnected {
            await follow(ensemble)
        }
    }

    private func follow(_ ensemble: Ensemble) async {
        let link = opener.link
        while link.present == .disconnected, let session = link.session {
            // First of all the handle has a look itself: a session stays where a server is that it knows.
            guard (try? await Task.sleep(for: Self.pause, clock: .continuous)) != nil else { return }
            guard link.mayMove(session) else { continue }
            // Without an answer: where they were last, they may be again.
            let fresh = (try? await Set(opener.resolve(ensemble.servers))) ?? opener.known.withLock { $0 }
            if mustMove(to: fresh) {
                try? await opener.reopen(session, at: fresh, under: ensemble.chroot)
            }
        }
    }

    /// Whether the handle does not know where the servers are. That it knows more than there are is no reason to move: a
    /// handle that connects in that moment and is closed takes its session along.
    private func mustMove(to fresh: Set<ServerAddress>) -> Bool {
        !opener.link.hasHandle || !fresh.isSubset(of: opener.known.withLock { $0 })
    }
}
