/// Who waits for which change: an exact mirror of the C library's tables, by path and kind.
///
/// The library is given one and the same callback for all watches. It therefore reports a change once, and this table
/// tells whom it concerns. Entries come when the library has set a watch and go when it fires; an entry whose readers
/// have all lost interest stays, as it does in the library, which offers no way to take a single one back at the server.
struct WatchTable {
    enum Kind: Hashable, CaseIterable { case data, existence, children }

    struct Key: Hashable {
        var path: String
        var kind: Kind

        /// A path is its bytes: two that only look the same are two nodes.
        static func == (one: Key, other: Key) -> Bool {
            one.kind == other.kind && one.path.utf8.elementsEqual(other.path.utf8)
        }
    }

    typealias Reader = AsyncStream<ZKEvent>.Continuation

    private var readers: [Key: [UInt: Reader]] = [:]

    /// The bytes that restoring all watches takes in one request after a reconnect.
    private(set) var weight = 0

    /// The most that ``weight`` may be: the request must stay under the server's limit of 1,048,575 bytes, or the client
    /// reconnects for ever (ZOOKEEPER-706).
    static let weightLimit = 900_000

    static func weight(of path: String) -> Int { path.utf8.count + 4 }

    /// Notes that a watch is set, with who waits for it.
    mutating func arm(_ key: Key, reader: Reader?, token: UInt) {
        if readers[key] == nil {
            readers[key] = [:]
            weight += Self.weight(of: key.path)
        }
        if let reader { readers[key]?[token] = reader }
    }

    /// Takes out whoever waits for `type` at `path`.
    mutating func fire(_ type: ZKEvent.EventType, path: String) -> [Reader] {
        let kinds: [Kind] =
            switch type {
            case .nodeCreated, .nodeDataChanged: [.data, .existence]
            case .nodeChildrenChanged: [.children]
            case .nodeDeleted: [.data, .existence, .children]
            case .session, .notWatching: []
            }
        var fired: [Reader] = []
        for kind in kinds {
            guard let taken = readers.removeValue(forKey: Key(path: path, kind: kind)) else { continue }
            weight -= Self.weight(of: path)
            fired += taken.values
        }
        return fired
    }

    /// Forgets a reader of `path` that has lost interest.
    mutating func forget(path: String, token: UInt) {
        for kind in Kind.allCases { readers[Key(path: path, kind: kind)]?[token] = nil }
    }

    /// Takes out everybody.
    mutating func removeAll() -> [Reader] {
        defer {
            readers = [:]
            weight = 0
        }
        return readers.values.flatMap(\.values)
    }
}
