import ZooKeeper

/// What a test has told a proxy to do, and what the proxy has seen.
final class ProxyControl: Sendable {
    enum Fault { case keepReply, keepRequest }

    private struct State {
        var faults: [Operation: Fault] = [:]
        var counts: [Operation: Int] = [:]
        var isAccepting = true
        var isFrozen = false
        var links: [Int: @Sendable () -> Void] = [:]
        var thawers: [CheckedContinuation<Void, Never>] = []
        var lastLink = 0
    }

    private let state = Locked(State())

    var isArmed: Bool { state.withLock { !$0.faults.isEmpty } }

    func arm(_ operation: Operation, _ fault: Fault) {
        state.withLock { $0.faults[operation] = fault }
    }

    func accept(_ accepts: Bool) {
        state.withLock { $0.isAccepting = accepts }
    }

    func requests(_ operation: Operation) -> Int {
        state.withLock { $0.counts[operation, default: 0] }
    }

    func cut() {
        for link in state.withLock({ Array($0.links.values) }) { link() }
        wake()
    }

    /// Lets everything that is held back look whether its connection is still there.
    func wake() {
        let thawers = state.withLock { state in
            defer { state.thawers = [] }
            return state.thawers
        }
        for thawer in thawers { thawer.resume() }
    }

    func freeze(_ isFrozen: Bool) {
        state.withLock { $0.isFrozen = isFrozen }
        wake()
    }

    // MARK: - For links

    /// Notes a connection. `nil` where connections are turned away.
    func add(close: @escaping @Sendable () -> Void) -> Int? {
        state.withLock { state in
            guard state.isAccepting else { return nil }
            state.lastLink += 1
            state.links[state.lastLink] = close
            return state.lastLink
        }
    }

    func remove(_ link: Int) {
        state.withLock { _ = $0.links.removeValue(forKey: link) }
    }

    /// Notes a request, and takes the fault that it is to meet.
    func pass(_ operation: Operation) -> Fault? {
        state.withLock { state in
            let fault = state.faults.removeValue(forKey: operation)
            if fault != .keepRequest { state.counts[operation, default: 0] += 1 }
            return fault
        }
    }

    /// Returns when bytes may pass.
    func untilThawed(_ isOpen: () -> Bool) async {
        while state.withLock({ $0.isFrozen }), isOpen() {
            await withCheckedContinuation { continuation in
                let passes = state.withLock { state in
                    if state.isFrozen { state.thawers.append(continuation) }
                    return !state.isFrozen
                }
                if passes { continuation.resume() }
            }
        }
    }
}
