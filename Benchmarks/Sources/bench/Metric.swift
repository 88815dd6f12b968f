/// What is measured. The name stands in the results.
struct Metric: Hashable {
    var name: String

    init(_ name: String) {
        self.name = name
    }

    // Of an operation of the client, by requests under way.
    static func rate(_ operation: ClientOperation) -> Metric { Metric("\(operation.rawValue).rate") }
    static func latency(_ operation: ClientOperation) -> Metric { Metric("\(operation.rawValue).latency") }
    static func cpu(_ operation: ClientOperation) -> Metric { Metric("\(operation.rawValue).cpu") }

    /// How often one operation allocates memory. Exact: counted once.
    static func allocations(_ operation: ClientOperation) -> Metric {
        Metric("\(operation.rawValue).allocations")
    }

    /// From the first request to the last answer, by watches.
    static let watching = Metric("watching")

    /// From the first deletion to the last watch, by watches.
    static let storm = Metric("storm")

    // By candidates; seconds.
    static let failover = Metric("failover")
    static let join = Metric("join")
    static let sharedFailover = Metric("shared.failover")
    static let sharedJoin = Metric("shared.join")
    /// From when somebody else hears that the crashed leader's node is gone until the next leader hears that it leads.
    static let crash = Metric("crash")
    /// From the end of the leader's process until the next leader hears that it leads.
    static let crashTotal = Metric("crash.total")

    // Of each candidate more, by candidates.
    static let memory = Metric("memory")
    static let heap = Metric("heap")
    static let threads = Metric("threads")
    static let sharedMemory = Metric("shared.memory")
    static let sharedHeap = Metric("shared.heap")
    static let sharedThreads = Metric("shared.threads")

    // Of each reader more that has nothing to read, by readers.
    static let readerMemory = Metric("reader.memory")
    static let readerHeap = Metric("reader.heap")

    // At the server, by candidates.
    static let joinRequests = Metric("join.requests")
    static let joinBytes = Metric("join.bytes")
    static let leaveRequests = Metric("leave.requests")
    static let leaveBytes = Metric("leave.bytes")
    static let failoverRequests = Metric("failover.requests")
    static let failoverBytes = Metric("failover.bytes")

    // Of a second without events, by candidates.
    static let idleCPU = Metric("idle.cpu")
    static let idlePings = Metric("idle.pings")
    static let idleConfirmations = Metric("idle.confirmations")
    static let idleOthers = Metric("idle.others")

    // Of elections on one connection, by elections; of each, but the time is that of all.
    static let manyTime = Metric("many.time")
    static let manyMemory = Metric("many.memory")
    static let manyRequests = Metric("many.requests")
}
