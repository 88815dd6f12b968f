import Testing
import ZooKeeper

@testable import ZooKeeperTestKit

/// The model does what ZooKeeper does.
struct ModelZooKeeperTests {
    private var model: ModelZooKeeper
    /// A session on server 0 and one on server 1.
    private let a: Int64
    private let b: Int64

    init() {
        model = ModelZooKeeper(servers: 2)
        model.commit([.create("/e")])
        model.settle()
        a = model.openSession(on: 0)
        b = model.openSession(on: 1)
    }

    private static let candidate = ZKOperation.create("/e/c-", flags: [.ephemeral, .sequential])

    // MARK: - Writes

    @Test mutating func createsOfAllKinds() throws {
        #expect(try model.call(.write(.create("/e/x")), a)?.created().path == "/e/x")
        #expect(model.call(.write(.create("/e/x")), a) == .failed(.nodeExists, index: nil))
        #expect(model.call(.write(.create("/no/x")), a) == .failed(.noNode, index: nil))
        let second = model.call(.write(.create("/e/s-", flags: .sequential)), b)
        #expect(try second?.created().path == "/e/s-0000000001")
        let third = model.call(.write(Self.candidate), b)
        #expect(try third?.created().path == "/e/c-0000000002")
        let fourth = model.call(.write(.create("/e/y", flags: .ephemeral)), a)
        #expect(try fourth?.created().path == "/e/y")
        let below = model.call(.write(.create("/e/y/z")), a)
        #expect(below == .failed(.noChildrenForEphemerals, index: nil))
        let node = try #require(model.tree.stat(of: "/e/c-0000000002"))
        #expect(node.ephemeralOwner == b && node.czxid == 4 && node.mzxid == 4 && node.version == 0)
        let base = try #require(model.tree.stat(of: "/e"))
        #expect(base.numChildren == 4 && base.cversion == 4 && base.pzxid == 5)
        #expect(model.tree.children(of: "/e") == ["c-0000000002", "s-0000000001", "x", "y"])
    }

    @Test mutating func aCounterAtItsEndSticks() throws {
        model.setSequence(.max - 1, under: "/e")
        for number in ["2147483646", "2147483647"] {
            let reply = model.call(.write(Self.candidate), a)
            #expect(try reply?.created().path == "/e/c-\(number)")
        }
        let stuck = model.call(.write(.create("/e/d-", flags: .sequential)), b)
        #expect(try stuck?.created().path == "/e/d-2147483647")
    }

    @Test mutating func versionsAreChecked() {
        _ = model.call(.write(.create("/e/x")), a)
        let refused = model.call(.write(.set("/e/x", data: [1], version: 1)), a)
        #expect(refused == .failed(.badVersion, index: nil))
        let stat = ZKStat(czxid: 2, mzxid: 3, version: 1, dataLength: 1, pzxid: 2)
        #expect(model.call(.write(.set("/e/x", data: [1], version: 0)), a) == .written([.set(stat)]))
        #expect(model.call(.write(.delete("/e/x", version: 0)), a) == .failed(.badVersion, index: nil))
        #expect(model.call(.write(.delete("/e")), a) == .failed(.notEmpty, index: nil))
        #expect(model.call(.write(.delete("/e/x", version: 1)), a) == .written([.deleted]))
        #expect(model.call(.write(.delete("/e/x")), a) == .failed(.noNode, index: nil))
    }

    @Test mutating func aMultiDoesAllOrNothing() {
        let refused = model.call(.multi([.create("/e/x"), .check("/e", version: 7)]), a)
        #expect(refused == .failed(.badVersion, index: 1))
        #expect(model.tree.nodes["/e/x"] == nil)
        let before = model.zxid
        let done = model.call(.multi([.check("/e", version: 0), .create("/e/x"), .delete("/e/x")]), a)
        #expect(done == .written([.checked, .created(path: "/e/x"), .deleted]))
        #expect(model.zxid == before + 1, "one transaction")
    }

    // MARK: - Lag

    @Test mutating func aWriteIsAnsweredWhenTheOwnServerHasAppliedIt() throws {
        model.send(.write(.create("/e/x")), tag: 1, from: b)
        model.send(.exists("/e/x", watch: false), tag: 2, from: b)
        model.take(b)
        model.take(b)
        model.apply(0)
        // The leader has it, and server 0; server 1 has not, and the read waits for the write before it.
        #expect(model.sessions[b]?.toClient.isEmpty == true)
        model.apply(1)
        #expect(
            model.deliver(b) == .reply(tag: 1, .created("/e/x", try #require(model.tree.stat(of: "/e/x"))))
        )
        #expect(model.deliver(b) == .reply(tag: 2, .stat(model.tree.stat(of: "/e/x"))))
    }

    @Test mutating func aServerThatLagsAnswersReadsFromItsOwnTreeUntilASync() {
        model.commit([.create("/e/x")])
        #expect(model.ask(.exists("/e/x", watch: false), b) == .stat(nil))
        model.send(.sync, from: b)
        model.take(b)
        #expect(model.deliver(b) == nil)
        model.apply(1)
        #expect(model.deliver(b) == .reply(tag: 0, .done))
        #expect(model.ask(.exists("/e/x", watch: false), b) == .stat(model.tree.stat(of: "/e/x")))
    }

    // MARK: - Watches

    @Test mutating func aWatchFiresOnceAndWhereItWasSet() {
        _ = model.ask(.children("/e", watch: true), a)
        _ = model.ask(.children("/e", watch: true), b)
        model.commit([.create("/e/x")])
        model.commit([.create("/e/y")])
        model.apply(0)
        model.apply(0)
        #expect(model.deliver(a) == .event(ModelEvent(type: .nodeChildrenChanged, path: "/e")))
        #expect(model.deliver(a) == nil)
        #expect(model.deliver(b) == nil, "its server has not heard of it")
        model.apply(1)
        #expect(model.deliver(b) == .event(ModelEvent(type: .nodeChildrenChanged, path: "/e")))
    }

    @Test mutating func aDeletedNodeTellsOfItsDataThenOfItsParentsChildren() {
        _ = model.call(.write(.create("/e/x")), a)
        _ = model.ask(.children("/e", watch: true), a)
        _ = model.ask(.get("/e/x", watch: true), a)
        _ = model.ask(.children("/e/x", watch: true), a)
        model.commit([.delete("/e/x")])
        model.apply(0)
        #expect(model.deliver(a) == .event(ModelEvent(type: .nodeDeleted, path: "/e/x")))
        #expect(model.deliver(a) == .event(ModelEvent(type: .nodeChildrenChanged, path: "/e")))
        #expect(model.deliver(a) == nil)
    }

    @Test mutating func existenceAndDataAreWatched() {
        #expect(model.ask(.exists("/e/x", watch: true), a) == .stat(nil))
        _ = model.call(.write(.create("/e/x")), b)
        #expect(model.deliver(a) == .event(ModelEvent(type: .nodeCreated, path: "/e/x")))
        _ = model.ask(.exists("/e/x", watch: true), a)
        _ = model.call(.write(.set("/e/x", data: [1])), b)
        #expect(model.deliver(a) == .event(ModelEvent(type: .nodeDataChanged, path: "/e/x")))
        #expect(model.ask(.get("/e/y", watch: true), a) == .failed(.noNode, index: nil))
        #expect(model.sessions[a]?.watches.isEmpty == true, "a get of a missing node watches nothing")
    }

    // MARK: - Connections

    @Test mutating func whatIsOnTheWayIsLostWithTheConnection() {
        model.send(.write(Self.candidate), tag: 1, from: a)
        model.send(.sync, tag: 2, from: a)
        model.take(a)
        model.cut(a)
        model.send(.sync, tag: 3, from: a)
        #expect(model.steps.contains(.notice(a)))
        #expect(model.notice(a).map(\.tag) == [1, 2, 3])
        #expect(model.tree.children(of: "/e").count == 1, "the first was executed all the same")
        #expect(!model.steps.contains(.notice(a)))
    }

    @Test mutating func aServerBehindTheClientRefusesIt() {
        _ = model.ask(.write(.create("/e/x")), a)
        model.apply(0)
        _ = model.deliver(a)
        model.cut(a)
        _ = model.notice(a)
        #expect(model.connect(a, to: 1) == .refused)
        model.apply(1)
        #expect(model.connect(a, to: 1) == .connected)
    }

    @Test mutating func whatChangedMeanwhileIsToldOnReconnect() {
        for name in ["deleted", "changed", "kept"] { _ = model.call(.write(.create("/e/\(name)")), a) }
        for name in ["deleted", "changed", "kept"] { _ = model.ask(.get("/e/\(name)", watch: true), a) }
        _ = model.ask(.exists("/e/created", watch: true), a)
        _ = model.ask(.children("/e/kept", watch: true), a)
        model.cut(a)
        _ = model.notice(a)
        model.commit([.delete("/e/deleted"), .set("/e/changed", data: [1]), .create("/e/created")])
        model.settle()
        #expect(model.connect(a, to: 1) == .connected)
        var events: [ModelMessage] = []
        while let message = model.deliver(a) { events.append(message) }
        #expect(
            events == [
                .event(ModelEvent(type: .nodeDataChanged, path: "/e/changed")),
                .event(ModelEvent(type: .nodeDeleted, path: "/e/deleted")),
                .event(ModelEvent(type: .nodeCreated, path: "/e/created")),
            ]
        )
        // What did not change is watched on.
        model.commit([.delete("/e/kept")])
        model.settle()
        #expect(model.deliver(a) == .event(ModelEvent(type: .nodeDeleted, path: "/e/kept")))
    }

    // MARK: - Sessions

    @Test mutating func anExpiredSessionLosesItsNodesAndIsRefused() {
        _ = model.call(.write(Self.candidate), a)
        _ = model.ask(.exists("/e/c-0000000000", watch: true), b)
        model.expire(a)
        #expect(model.tree.children(of: "/e").isEmpty)
        // Its server has not heard of it: it reads on, and cannot write.
        #expect(model.ask(.exists("/e/c-0000000000", watch: false), a) != .stat(nil))
        model.send(.write(.create("/e/x")), from: a)
        model.take(a)
        model.apply(0)
        #expect(model.deliver(a) == .reply(tag: 0, .failed(.sessionExpired, index: nil)))
        #expect(model.steps.contains(.notice(a)))
        _ = model.notice(a)
        #expect(model.connect(a, to: 0) == .expired)
        model.apply(1)
        #expect(model.deliver(b) == .event(ModelEvent(type: .nodeDeleted, path: "/e/c-0000000000")))
    }

    @Test mutating func aClosedSessionIsAnswered() {
        _ = model.call(.write(Self.candidate), a)
        #expect(model.call(.close, a) == .done)
        #expect(model.tree.children(of: "/e").isEmpty)
        #expect(model.steps.contains(.notice(a)))
    }
}
