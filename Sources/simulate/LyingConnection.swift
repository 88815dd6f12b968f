import ZooKeeper
import ZooKeeperTestKit

/// A connection on which no elector can be right.
final class LyingConnection: ModelConn, Connector, @unchecked Sendable {
    private let connection: Connection
    private let lie: Lie
    private let world: World
    /// Those who wait for watches that never fire.
    private var unheard: [AsyncStream<ZKEvent>.Continuation] = []

    init(_ connection: Connection, _ lie: Lie, world: World) {
        self.connection = connection
        self.lie = lie
        self.world = world
    }

    func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        _ = try await connection.connect()
        return (self, events())
    }

    func close() async { await connection.close() }

    func events() -> AsyncStream<ZKEvent> {
        let events = connection.events()
        guard lie == .noExpiry else { return events }
        let (stream, continuation) = AsyncStream.makeStream(of: ZKEvent.self)
        Task {
            for await event in events where event.state != .expired { continuation.yield(event) }
            continuation.finish()
        }
        return stream
    }

    var sessionID: Int64? { connection.sessionID }

    var negotiatedSessionTimeout: Duration? {
        connection.negotiatedSessionTimeout.map { lie == .longTimeout ? $0 * 2 : $0 }
    }

    func submit(
        _ request: ModelRequest,
        reader: AsyncStream<ZKEvent>.Continuation?
    ) async throws -> ModelReply {
        if lie == .noWatch, let reader {
            unheard.append(reader)
            return try await connection.submit(request, reader: nil)
        }
        return switch request {
        case .multi(let operations):
            try await submit(operations)
        case .write(let operation) where operation.isDelete && isKeepingNodes:
            .written([.deleted])
        default: try await connection.submit(request, reader: reader)
        }
    }

    private var isKeepingNodes: Bool { lie == .noDeletion || lie == .noLastDeletion && world.isClosing }

    private func submit(_ operations: [ZKOperation]) async throws -> ModelReply {
        let isGuarded = operations.first?.isCheck == true && operations.count > 1
        switch lie {
        case .noGuard where isGuarded:
            let reply = try await connection.submit(.multi(Array(operations.dropFirst())), reader: nil)
            guard case .written(let results) = reply else { return reply }
            return .written([.checked] + results)
        case .noConfirmation where operations.allSatisfy(\.isCheck):
            return .written(operations.map { _ in .checked })
        case .syncConfirmation where operations.allSatisfy(\.isCheck):
            _ = try await connection.submit(.sync, reader: nil)
            return .written(operations.map { _ in .checked })
        case .noWrite where isGuarded:
            return .written([.checked, .set(ZKStat())])
        case .doubleWrite where isGuarded:
            _ = try await connection.submit(.multi(operations), reader: nil)
        default: break
        }
        return try await connection.submit(.multi(operations), reader: nil)
    }

    func createProtectedEphemeralSequentialWithStat(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?) {
        guard lie == .blindCreate else {
            return try await createUntilAnswered(path, data: data, acl: acl)
        }
        let session = sessionID
        let name = ProtectedName().applied(to: path)
        while true {
            do {
                return try await createWithStat(name, data: data, flags: [.ephemeral, .sequential], acl: acl)
            } catch let error as ZKError where error.code.isConnectionTrouble {
                try await waitForSession(session)
            }
        }
    }
}

extension ZKOperation {
    fileprivate var isCheck: Bool { if case .check = kind { true } else { false } }
    fileprivate var isDelete: Bool { if case .delete = kind { true } else { false } }
}
