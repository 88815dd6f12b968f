/// The requests of one handle: those on their way, those that wait for a place, and the watches that they set.
///
/// Each request has a number, its token. Whoever takes the continuation out of the table resumes it; a completion, a
/// cancellation and the sweep at the end each find it at most once. A value: the owner locks it, and acts outside of the
/// lock on what the calls return.
struct RequestTable {
    typealias Continuation = CheckedContinuation<Reply, any Error>

    struct Entry {
        let request: Request
        /// `nil` once the caller has been answered. The entry stays until the C library lets go of the request.
        var continuation: Continuation?
        var reader: WatchTable.Reader?
    }

    /// What to do with a request that was handed in.
    enum Admission {
        case send
        case wait
        case refuse(ZKError)
    }

    /// How many requests may be on their way.
    ///
    /// Each takes a byte in the library's wake-up pipe of 64 KiB; when that is full, the library closes its socket on the
    /// caller's thread without a word.
    static let flightLimit = 8_192

    private(set) var watches = WatchTable()
    private var refusal: ZKError.Code?
    private var flying: [UInt: Entry] = [:]
    /// Whether what is on its way must be alone.
    private var isOneAlone = false
    /// Those that wait for a place, and once all are refused those that were sent and whose answer counts no more.
    private var waiting: [UInt: Entry] = [:]
    /// The tokens of those that wait for a place, in order. One whose entry is gone was cancelled.
    private var queue: ArraySlice<UInt> = []
    /// The weight of the watches that requests on their way may set.
    private var promisedWeight = 0
    private var lastToken: UInt

    /// - Parameter base: where the numbers of the tokens start.
    init(base: UInt) {
        lastToken = base
    }

    /// How many requests the C library holds.
    var flightCount: Int { flying.count }

    /// Whether the C library holds no request and gets none any more.
    var isDrained: Bool { refusal != nil && flying.isEmpty }

    /// Whether somebody waits for a place.
    var hasWaiting: Bool { !waiting.isEmpty }

    mutating func makeToken() -> UInt {
        lastToken += 1
        return lastToken
    }

    mutating func admit(_ entry: Entry, token: UInt) -> Admission {
        let request = entry.request
        if let refusal {
            return .refuse(request.error(refusal))
        }
        if request.setsWatch, let path = request.path {
            let weight = WatchTable.weight(of: path)
            guard watches.weight + promisedWeight + weight <= WatchTable.weightLimit else {
                return .refuse(request.error(.tooManyWatches))
            }
            promisedWeight += weight
        }
        dropCancelled()
        guard queue.isEmpty, mayFly(request) else {
            waiting[token] = entry
            queue.append(token)
            return .wait
        }
        fly(entry, token)
        return .send
    }

    /// Takes a request out whose answer is there, and notes the watch that it set.
    ///
    /// - Parameter code: the error, or `nil` for success. The library says `closing` whatever a handle is closed for; the
    ///   reason that is known here takes its place.
    /// - Returns: the request, and the code that its caller is to be told.
    mutating func complete(_ token: UInt, code: ZKError.Code?) -> (entry: Entry, code: ZKError.Code?)? {
        guard let entry = flying.removeValue(forKey: token) else { return nil }
        if entry.request.mustBeAlone { isOneAlone = false }
        releasePromise(of: entry)
        if let key = entry.request.watch(after: code) {
            watches.arm(key, reader: entry.continuation == nil ? nil : entry.reader, token: token)
        }
        return (entry, code == .closing ? refusal ?? .closing : code)
    }

    /// The next request that may be sent, if there is a place and one that waits for it. None once all are refused.
    mutating func takeNext() -> (token: UInt, request: Request)? {
        dropCancelled()
        guard refusal == nil, let token = queue.first, let entry = waiting[token], mayFly(entry.request)
        else { return nil }
        queue.removeFirst()
        waiting[token] = nil
        fly(entry, token)
        return (token, entry.request)
    }

    /// Takes from the head of the queue what nobody waits for any more.
    private mutating func dropCancelled() {
        while let token = queue.first, waiting[token] == nil { queue.removeFirst() }
        if queue.isEmpty { queue = [] }
    }

    /// Whether there is a place for `request` beside what is on its way.
    private func mayFly(_ request: Request) -> Bool {
        request.mustBeAlone ? flying.isEmpty : !isOneAlone && flying.count < Self.flightLimit
    }

    private mutating func fly(_ entry: Entry, _ token: UInt) {
        flying[token] = entry
        isOneAlone = entry.request.mustBeAlone
    }

    /// Takes the continuation of a request whose caller has given up.
    mutating func cancel(_ token: UInt) -> Continuation? {
        if let entry = waiting.removeValue(forKey: token) {
            releasePromise(of: entry)
            return entry.continuation
        }
        guard let continuation = flying[token]?.continuation else { return nil }
        flying[token]?.continuation = nil
        flying[token]?.reader = nil
        return continuation
    }

    /// Refuses every request from now on. The first reason stays.
    mutating func refuse(_ code: ZKError.Code) {
        if refusal == nil { refusal = code }
    }

    /// Refuses every request from now on, and lets no answer count that is still to come.
    mutating func forsake(_ code: ZKError.Code) {
        refuse(code)
        waiting.merge(flying) { _, flying in flying }
        flying = [:]
        isOneAlone = false
    }

    /// Takes out the requests that the C library will not answer: those that wait for a place, which they do not get any more
    /// once all are refused, and those whose answer counts no more.
    mutating func takeUnanswerable() -> [Entry] {
        defer {
            waiting = [:]
            queue = []
        }
        return Array(waiting.values)
    }

    /// Takes everything out: the requests, which the C library may have forgotten, and the readers of watches.
    mutating func sweep() -> (entries: [Entry], readers: [WatchTable.Reader]) {
        defer {
            flying = [:]
            isOneAlone = false
            promisedWeight = 0
        }
        return (Array(flying.values) + takeUnanswerable(), watches.removeAll())
    }

    mutating func fire(_ type: ZKEvent.EventType, path: String) -> [WatchTable.Reader] {
        watches.fire(type, path: path)
    }

    mutating func forget(path: String, token: UInt) {
        watches.forget(path: path, token: token)
    }

    private mutating func releasePromise(of entry: Entry) {
        guard entry.request.setsWatch, let path = entry.request.path else { return }
        promisedWeight -= WatchTable.weight(of: path)
    }
}
