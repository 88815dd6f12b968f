import ZooKeeper

/// What a relay was told to do, and its connections.
final class RelayControl: Sendable {
    private struct State {
        var isAccepting = true
        var stalled: Set<FaultProxy.Direction> = []
        var delay = Duration.zero
        var links: [Int: (lanes: [RelayLane], close: @Sendable () -> Void)] = [:]
        var lastLink = 0
    }

    private let state = Locked(State())

    func accept(_ accepts: Bool) {
        state.withLock { $0.isAccepting = accepts }
    }

    func cut() {
        for link in state.withLock({ Array($0.links.values) }) { link.close() }
    }

    func stall(_ directions: Set<FaultProxy.Direction>) {
        state.withLock { $0.stalled.formUnion(directions) }
    }

    func resume() {
        state.withLock { $0.stalled = [] }
        nudge()
    }

    func delay(_ delay: Duration) {
        state.withLock { $0.delay = delay }
    }

    /// Has every connection look again at what it holds back.
    func nudge() {
        for lane in state.withLock({ $0.links.values.flatMap(\.lanes) }) { lane.nudge() }
    }

    // MARK: - For connections

    var isAccepting: Bool { state.withLock { $0.isAccepting } }

    var delay: Duration { state.withLock { $0.delay } }

    func isStalled(_ direction: FaultProxy.Direction) -> Bool {
        state.withLock { $0.stalled.contains(direction) }
    }

    /// Notes a connection. `nil` where connections are turned away.
    func add(_ lanes: [RelayLane], close: @escaping @Sendable () -> Void) -> Int? {
        state.withLock { state in
            guard state.isAccepting else { return nil }
            state.lastLink += 1
            state.links[state.lastLink] = (lanes, close)
            return state.lastLink
        }
    }

    func remove(_ link: Int) {
        state.withLock { _ = $0.links.removeValue(forKey: link) }
    }
}
