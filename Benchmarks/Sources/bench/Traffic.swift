/// What went through a ``Tap``: set-up of sessions apart, and pings with their answers.
struct Traffic {
    private static let ping: Int32 = 11
    private static let multi: Int32 = 14

    /// Requests by the number of their kind on the wire.
    private(set) var requests: [Int32: Int] = [:]
    /// In both directions, without pings and set-up of sessions.
    var bytes = 0

    mutating func note(request kind: Int32, bytes count: Int) {
        requests[kind, default: 0] += 1
        if kind != Self.ping { bytes += count }
    }

    var pings: Int { requests[Self.ping, default: 0] }

    /// How a leader has its lease confirmed: a transaction.
    var confirmations: Int { requests[Self.multi, default: 0] }

    /// All that are no pings.
    var count: Int { requests.values.reduce(0, +) - pings }

    /// What has come since `earlier`.
    static func - (now: Traffic, earlier: Traffic) -> Traffic {
        var difference = Traffic()
        difference.requests = now.requests.merging(earlier.requests) { $0 - $1 }
        difference.bytes = now.bytes - earlier.bytes
        return difference
    }
}
