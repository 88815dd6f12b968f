package import ZooKeeper

/// Who is told by the watches that a client has set.
package struct ModelReaders {
    private struct Watch: Hashable {
        enum Kind: CaseIterable { case data, existence, children }

        let kind: Kind
        let path: String

        /// The watch that a request has set, if any.
        init?(_ request: ModelRequest, _ reply: ModelReply) {
            switch (request, reply) {
            case (.exists(let path, true), .stat(nil)): (kind, self.path) = (.existence, path)
            case (.exists(let path, true), .stat), (.get(let path, true), .data):
                (kind, self.path) = (.data, path)
            case (.children(let path, true), .children): (kind, self.path) = (.children, path)
            default: return nil
            }
        }

        init(_ kind: Kind, _ path: String) { (self.kind, self.path) = (kind, path) }
    }

    private var readers: [Watch: [AsyncStream<ZKEvent>.Continuation]] = [:]

    package init() {}

    /// Has `reader` told by the watch that a request has set, if it has set one.
    package mutating func add(
        _ reader: AsyncStream<ZKEvent>.Continuation,
        to request: ModelRequest,
        _ reply: ModelReply
    ) {
        if let watch = Watch(request, reply) { readers[watch, default: []].append(reader) }
    }

    /// Tells those who wait for it of an event.
    package mutating func fire(_ event: ModelEvent) {
        let kinds: [Watch.Kind] =
            switch event.type {
            case .nodeCreated, .nodeDataChanged: [.data, .existence]
            case .nodeChildrenChanged: [.children]
            default: Watch.Kind.allCases
            }
        for kind in kinds {
            for reader in readers.removeValue(forKey: Watch(kind, event.path)) ?? [] {
                reader.yield(ZKEvent(type: event.type, state: .hasSession, path: event.path))
                reader.finish()
            }
        }
    }

    /// Tells everybody that nothing more comes: the session is over.
    package mutating func end(_ state: ZKEvent.State, _ error: ZKError) {
        let event = ZKEvent(type: .notWatching, state: state, error: error)
        for reader in readers.sorted(by: { $0.key.path < $1.key.path }).flatMap(\.value) {
            reader.yield(event)
            reader.finish()
        }
        readers = [:]
    }
}
