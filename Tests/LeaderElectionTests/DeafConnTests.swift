import Testing
import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// Connections that were written by hand and do less than one may hope for.
@Suite(.timeLimit(.minutes(1)))
struct DeafConnTests {
    /// Deletes once and does not look whether that was answered; its watches end when a gate opens, whoever is cancelled.
    private struct Simple: WrappedConn {
        let conn: InMemoryConnection
        var deafUntil: Gate?
        var negotiatedSessionTimeout: Duration?
        var beforeDelete: @Sendable () throws -> Void = {}
        var afterGet: @Sendable () async -> Void = {}
        var beforeChildrenW: @Sendable (_ path: String) async throws -> Void = { _ in }

        var sessionID: Int64? { conn.sessionID }

        private func deaf(_ events: AsyncStream<ZKEvent>) -> AsyncStream<ZKEvent> {
            guard let deafUntil else { return events }
            return AsyncStream {
                await deafUntil.pass()
                return nil
            }
        }

        func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat) {
            let answer = try await conn.get(path)
            await afterGet()
            return answer
        }
        func getW(_ path: String) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>)
        {
            let (data, stat, events) = try await conn.getW(path)
            return (data, stat, deaf(events))
        }
        func childrenW(_ path: String) async throws -> (
            children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>
        ) {
            try await beforeChildrenW(path)
            let (children, stat, events) = try await conn.childrenW(path)
            return (children, stat, deaf(events))
        }
        func delete(_ path: String, version: Int32) async throws {
            try beforeDelete()
            try await conn.delete(path, version: version)
        }
    }

    private let zookeeper = InMemoryZooKeeper()

    private func elector(
        on conn: Simple,
        events: AsyncStream<ZKEvent>? = nil,
        policy: Elector.Policy = .failStop
    ) async throws -> (elector: Elector, events: AsyncStream<Elector.Event>.Iterator) {
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: events ?? conn.conn.events()),
            policy: policy
        )
        var told = elector.events.makeAsyncIterator()
        #expect(await told.next()?.leader == true)
        return (elector, told)
    }

    /// The others wait for the node for as long as the session lives.
    @Test func aNodeIsDeletedWhenTheConnectionIsBack() async throws {
        let connection = try await zookeeper.connected()
        let (elector, events) = try await elector(on: Simple(conn: connection))
        var told = events
        connection.loseConnection()
        #expect(await told.next()?.error != nil)
        connection.restoreConnection()
        try await Poll.until("nobody stands") { try await connection.children("/leader").children.isEmpty }
        try await elector.close()
        await connection.close()
    }

    @Test func aResignationOutlivesALostReply() async throws {
        let connection = try await zookeeper.connected()
        let isFirst = Locked(true)
        let conn = Simple(
            conn: connection,
            beforeDelete: {
                let fails = isFirst.withLock { isFirst in
                    defer { isFirst = false }
                    return isFirst
                }
                if fails { throw ZKError(.connectionLoss) }
            }
        )
        let (elector, events) = try await elector(on: conn, policy: .stepDown)
        var told = events
        try await elector.resign()
        #expect(await told.next()?.reason == .resigned)
        #expect(await told.next()?.leader == true)
        try await elector.close()
        await connection.close()
    }

    /// Nor does it end with a connection that says nothing else for longer than a session lives.
    @Test func aDeletionThatIsNeverAnsweredIsGivenUp() async throws {
        let connection = try await zookeeper.connected()
        let conn = Simple(
            conn: connection,
            negotiatedSessionTimeout: .seconds(1),
            beforeDelete: { throw ZKError(.connectionLoss) }
        )
        let (elector, _) = try await elector(on: conn, policy: .stepDown)
        try await elector.resign(rejoin: .no, timeout: .seconds(30))
        #expect(elector.failure == nil)
        try await elector.campaign()
        try await elector.close()
        await connection.close()
    }

    @Test func watchesThatDoNotEndKeepNobodyFromStandingAgain() async throws {
        let connection = try await zookeeper.connected()
        let gate = Gate()
        let (elector, events) = try await elector(
            on: Simple(conn: connection, deafUntil: gate),
            policy: .stepDown
        )
        var told = events
        try await elector.resign()
        #expect(await told.next()?.reason == .resigned)
        #expect(await told.next()?.leader == true)
        try await withDeadline(.seconds(20)) { try await elector.close() }
        gate.open()
        await connection.close()
    }

    @Test func eventsThatDoNotEndHoldNoCloseUp() async throws {
        let connection = try await zookeeper.connected()
        let gate = Gate()
        let (elector, _) = try await elector(
            on: Simple(conn: connection),
            events: AsyncStream {
                await gate.pass()
                return nil
            }
        )
        try await withDeadline(.seconds(20)) { try await elector.close() }
        gate.open()
        await connection.close()
    }

    @Test func anObservationThatDoesNotEndHoldsNoCloseUp() async throws {
        let connection = try await zookeeper.connected()
        let gate = Gate()
        let isDeaf = Locked(false)
        let conn = Simple(
            conn: connection,
            afterGet: { if isDeaf.withLock({ $0 }) { await gate.pass() } }
        )
        let other = try await Elector.start(
            ident: "b",
            basePath: "/leader",
            connector: zookeeper.connection()
        )
        _ = await other.events.first { _ in true }
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/leader",
            connector: .existingConnection(conn: conn, events: connection.events()),
            policy: .stepDown
        )
        _ = await elector.events.first { _ in true }
        isDeaf.withLock { $0 = true }
        try await elector.resign(rejoin: .no)
        try await gate.untilReached()
        try await withDeadline(.seconds(20)) { try await elector.close() }
        gate.open()
        try await other.close()
        await connection.close()
    }

    /// Without `existsW` what is there above a base path is watched; it may come right before that.
    @Test(arguments: [false, true])
    func anObserverWaitsForABasePathThatIsMissing(comesMeanwhile: Bool) async throws {
        let connection = try await zookeeper.connected()
        _ = try await connection.create("/services", data: [], flags: [], acl: ZKACL.world(.all))
        let looks = Locked<[String]>([])
        let conn = Simple(
            conn: connection,
            beforeChildrenW: { path in
                looks.withLock { $0.append(path) }
                if comesMeanwhile, path == "/services" {
                    _ = try await connection.create(
                        "/services/leader",
                        data: [],
                        flags: [],
                        acl: ZKACL.world(.all)
                    )
                }
            }
        )
        let observer = try await LeaderObserver.start(
            basePath: "/services/leader",
            connector: .existingConnection(conn: conn, events: connection.events())
        )
        let leader = Task { await observer.leaders.first { $0 != nil } }
        try await Poll.until("it has looked above") { looks.withLock { $0.contains("/services") } }
        let elector = try await Elector.start(
            ident: "a",
            basePath: "/services/leader",
            connector: zookeeper.connection()
        )
        #expect(await leader.value??.ident == "a")
        #expect(observer.failure == nil)
        try await observer.close()
        try await elector.close()
        await connection.close()
    }

    /// A connector is closed by a task that is not cancelled: its `close()` may have to wait for something.
    @Test func aConnectorIsClosedByATaskThatIsNotCancelled() async throws {
        final class Careful: Connector {
            let conn: InMemoryConnection
            let closes = Locked<[Bool]>([])
            let connecting = Gate()
            init(_ conn: InMemoryConnection) { self.conn = conn }
            func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
                await connecting.pass()
                return try await conn.connect()
            }
            func close() async throws { closes.withLock { $0.append(Task.isCancelled) } }
        }
        func started(_ start: @escaping @Sendable (Careful) async throws -> Void) async throws -> Careful {
            let connector = Careful(zookeeper.connection())
            let task = Task { try await start(connector) }
            try await connector.connecting.untilReached()
            task.cancel()
            connector.connecting.open()
            _ = await task.result
            return connector
        }
        let standing = try await started {
            _ = try await Elector.start(ident: "a", basePath: "/leader", connector: $0)
        }
        #expect(standing.closes.withLock { $0 } == [false])
        let observing = try await started {
            _ = try await LeaderObserver.start(basePath: "/leader", connector: $0)
        }
        #expect(observing.closes.withLock { $0 } == [false])

        let connector = Careful(zookeeper.connection())
        connector.connecting.open()
        let observer = try await LeaderObserver.start(basePath: "/leader", connector: connector)
        let closing = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await observer.close()
        }
        try await closing.value
        try await Poll.until("it is closed by both") { connector.closes.withLock { $0.count } == 2 }
        #expect(connector.closes.withLock { $0 } == [false, false])
    }
}
