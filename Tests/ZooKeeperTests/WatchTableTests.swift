import Testing

@testable import ZooKeeper

struct WatchTableTests {
    private func reader() -> (stream: AsyncStream<ZKEvent>, continuation: AsyncStream<ZKEvent>.Continuation) {
        AsyncStream.makeStream(of: ZKEvent.self)
    }

    @Test(
        arguments: [
            (.nodeCreated, [.data, .existence]), (.nodeDataChanged, [.data, .existence]),
            (.nodeChildrenChanged, [.children]),
            (.nodeDeleted, [.data, .existence, .children]), (.session, []), (.notWatching, []),
        ] as [(ZKEvent.EventType, Set<WatchTable.Kind>)]
    )
    func eachChangeFiresItsKinds(type: ZKEvent.EventType, kinds: Set<WatchTable.Kind>) {
        for kind in WatchTable.Kind.allCases {
            var table = WatchTable()
            table.arm(.init(path: "/a", kind: kind), reader: reader().continuation, token: 1)
            #expect(table.fire(type, path: "/b").isEmpty)
            #expect(table.fire(type, path: "/a").count == (kinds.contains(kind) ? 1 : 0))
            #expect(table.fire(type, path: "/a").isEmpty, "a watch fires once")
        }
    }

    @Test func everyReaderOfAPathIsToldOnce() {
        var table = WatchTable()
        for token: UInt in 1...5 {
            table.arm(.init(path: "/a", kind: .data), reader: reader().continuation, token: token)
        }
        table.forget(path: "/a", token: 3)
        #expect(table.fire(.nodeDeleted, path: "/a").count == 4)
    }

    /// The C library keeps a watch whose readers have gone, so its weight stays.
    @Test func weightFollowsTheLibrary() {
        var table = WatchTable()
        let key = WatchTable.Key(path: "/abc", kind: .data)
        table.arm(key, reader: reader().continuation, token: 1)
        table.arm(key, reader: reader().continuation, token: 2)
        #expect(table.weight == 8)
        table.forget(path: "/abc", token: 1)
        table.forget(path: "/abc", token: 2)
        #expect(table.weight == 8)
        table.arm(.init(path: "/abc", kind: .children), reader: nil, token: 3)
        #expect(table.weight == 16)
        #expect(table.fire(.nodeDeleted, path: "/abc").isEmpty)
        #expect(table.weight == 0)
    }

    /// Two nodes whose names look the same are two nodes.
    @Test func aPathIsItsBytes() {
        var table = WatchTable()
        for (token, path) in [(UInt(1), "/caf\u{e9}"), (2, "/cafe\u{301}")] {
            table.arm(.init(path: path, kind: .data), reader: reader().continuation, token: token)
        }
        #expect(table.fire(.nodeDeleted, path: "/caf\u{e9}").count == 1)
        #expect(table.fire(.nodeDeleted, path: "/cafe\u{301}").count == 1)
        #expect(table.weight == 0)
    }
}
