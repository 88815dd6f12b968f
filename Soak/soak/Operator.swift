import History
import LeaderElection
import ZooKeeperTestKit

/// Does to the servers' data what an operator can do, and reads what is there in the end.
struct Operator: Sendable {
    /// A candidate's node.
    struct Node: Sendable {
        var path: String
        var ident: String
        var token: Int64
        var session: Int64
    }

    let addresses: [String]

    private func connected<Value>(_ body: (ZKConnection) async throws -> Value) async throws -> Value {
        try await ZKConnection.withConnection(
            addrs: addresses,
            opts: ConnectionOpts(
                connectTimeout: .seconds(20),
                initialSessionTimeout: .seconds(20),
                sessionTimeout: .seconds(10)
            ),
            body
        )
    }

    /// Makes what has to be there.
    func prepare() async throws {
        try await connected { connection in
            _ = try await connection.create(QuorumProbe.path)
            _ = try await connection.create(Register.depositions)
            for number in 0..<Register.shards { try await connection.ensurePath(Register.shard(number)) }
        }
    }

    /// The candidates' nodes, the leader's first.
    func nodes() async throws -> [Node] {
        try await connected { try await nodes($0) }
    }

    private func nodes(_ connection: ZKConnection) async throws -> [Node] {
        var nodes: [Node] = []
        try await connection.sync(Register.basePath)
        for name in try await children(of: Register.basePath, connection) {
            let path = "\(Register.basePath)/\(name)"
            do {
                let (data, stat) = try await connection.get(path)
                nodes.append(
                    Node(
                        path: path,
                        ident: String(decoding: data, as: UTF8.self),
                        token: stat.czxid,
                        session: stat.ephemeralOwner
                    )
                )
            } catch let error as ZKError where error.code == .noNode {
                // It went since the list was read.
            }
        }
        return nodes.sorted { $0.token < $1.token }
    }

    /// None where there is no such node.
    private func children(of path: String, _ connection: ZKConnection) async throws -> [String] {
        do {
            return try await connection.children(path).children
        } catch let error as ZKError where error.code == .noNode {
            return []
        }
    }

    /// Deletes a node. When the end is noted nothing of it is under way any more, whatever came of it: the mark tells.
    ///
    /// - Parameter span: noted right before and right after.
    func delete(_ node: Node, _ span: FaultSpan) async throws {
        try await connected { connection in
            let number = span.begin()
            defer { span.end() }
            _ = try await depose(number, "\(node.token)", [.delete(node.path)], connection)
        }
    }

    /// Deletes all candidates' nodes and the base path, in one transaction. As ``delete(_:_:)``.
    func wipe(_ span: FaultSpan) async throws {
        try await connected { connection in
            let number = span.begin()
            defer { span.end() }
            for _ in 0..<100 {
                let names = try await connection.children(Register.basePath).children
                let deletions = names.map { ZKOperation.delete("\(Register.basePath)/\($0)") }
                if try await depose(number, "", deletions + [.delete(Register.basePath)], connection) {
                    return
                }
            }
        }
    }

    /// Carries deletions out together with a mark that tells of them, and returns whether they are done. They are not where
    /// somebody came or went meanwhile.
    private func depose(
        _ number: Int,
        _ token: String,
        _ deletions: [ZKOperation],
        _ connection: ZKConnection
    ) async throws -> Bool {
        let mark = ZKOperation.create(Register.deposition(number), data: Array(token.utf8))
        while true {
            do {
                try await connection.multi([mark] + deletions)
                return true
            } catch let error as ZKError where error.code == .nodeExists {
                // The attempt whose answer was lost.
                return true
            } catch let error as ZKError where error.code == .noNode || error.code == .notEmpty {
                return false
            } catch let error as ZKError where error.code == .connectionLoss {
                try await connection.waitForSession()
            }
        }
    }

    /// All deletions that were carried out.
    func depositions() async throws -> [Entry.Event] {
        try await connected { connection in
            try await connection.sync(Register.depositions)
            var depositions: [Entry.Event] = []
            for name in try await connection.children(Register.depositions).children {
                let (data, stat) = try await connection.get("\(Register.depositions)/\(name)")
                guard let number = Int(name) else { throw Failure("\(name) is no deletion's mark") }
                let token = Int64(String(decoding: data, as: UTF8.self))
                depositions.append(.deposed(number: number, czxid: stat.czxid, token: token))
            }
            return depositions
        }
    }

    /// Waits until exactly those stand who should, and returns whom that is not so of: who does not stand, or twice.
    ///
    /// - Parameter idents: asked each time: one may die meanwhile, and another one come.
    func settle(_ idents: () -> [String], within limit: Duration) async throws -> [String] {
        try await connected { connection in
            var odd = idents()
            try? await Poll.until("all stand", within: limit) {
                // A server that does not answer is asked again.
                guard let found = try? await nodes(connection).map(\.ident) else { return false }
                let idents = idents()
                odd = Set(idents + found).filter { ident in
                    found.filter { $0 == ident }.count != (idents.contains(ident) ? 1 : 0)
                }.sorted()
                return odd.isEmpty
            }
            return odd
        }
    }

    /// All writes that are in the register.
    func effects() async throws -> [Entry.Event] {
        try await connected { connection in
            try await connection.sync(Register.root)
            return try await withThrowingTaskGroup(of: [Entry.Event].self) { group in
                for number in 0..<Register.shards {
                    group.addTask { try await effects(in: Register.shard(number), connection) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
    }

    private func effects(in shard: String, _ connection: ZKConnection) async throws -> [Entry.Event] {
        var effects: [Entry.Event] = []
        for name in try await connection.children(shard).children {
            let (data, stat) = try await connection.get("\(shard)/\(name)")
            guard let (writer, number) = Register.parse(name),
                let token = Int64(String(decoding: data, as: UTF8.self))
            else { throw Failure("\(shard)/\(name) is in the register and nobody's write") }
            effects.append(.effect(czxid: stat.czxid, token: token, writer: writer, number: number))
        }
        return effects
    }
}
