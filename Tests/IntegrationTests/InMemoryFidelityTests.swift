import Testing
import ZooKeeper
import ZooKeeperTestKit

/// The in-memory server says what a real one says.
@Suite struct InMemoryFidelityTests {
    private typealias Call = @Sendable (_ conn: any Conn) async throws -> String

    private static let acl = ZKACL.world(.all)

    /// One after another, each on what those before have left.
    private static let calls: [Call] = [
        { "\(try await $0.exists("/a") == nil)" },
        { try await $0.create("/a", data: [1, 2], flags: [], acl: acl) },
        { try await $0.create("/a", data: [], flags: [], acl: acl) },
        { try await $0.create("/b/c", data: [], flags: [], acl: acl) },
        { try await $0.create("/a/n-", data: [], flags: [.ephemeral, .sequential], acl: acl) },
        { try await $0.create("/a/", data: [], flags: .sequential, acl: acl) },
        { try await $0.create("/a/n-0000000000/x", data: [], flags: [], acl: acl) },
        { text(try await $0.get("/a").stat) },
        { "\(try await $0.children("/a").children.sorted())" },
        { text(try await $0.set("/a", data: [3], version: 0)) },
        { text(try await $0.set("/a", data: [3], version: 0)) },
        {
            try await $0.delete("/a", version: 1); return "deleted"
        },
        {
            try await $0.delete("/a/n-0000000000", version: 1); return "deleted"
        },
        {
            try await $0.delete("/a/n-0000000000", version: 0); return "deleted"
        },
        {
            try await $0.delete("/a/n-0000000000", version: -1); return "deleted"
        },
        { text(try await $0.get("/a").stat) },
        {
            text(
                try await $0.multi([
                    .create("/m"), .set("/m", data: [7]), .check("/m", version: 1), .delete("/m"),
                ])
            )
        },
        { text(try await $0.multi([.create("/m"), .check("/a", version: 9), .delete("/m")])) },
        { text(try await $0.multi([.create("/m/"), .delete("/x")])) },
        { text(try await $0.multi([])) },
        { "\(try await $0.exists("/m") == nil)" },
        {
            try await $0.sync("/"); return "synced"
        },
        { "\(try await $0.childrenW("/nowhere").children)" },
        { conn in
            let events = try await conn.existsW("/w").events
            _ = try await conn.create("/w", data: [], flags: [], acl: acl)
            return await text(events)
        },
        { conn in
            let (data, children) = (try await conn.getW("/w").events, try await conn.childrenW("/w").events)
            _ = try await conn.create("/w/c", data: [], flags: [], acl: acl)
            try await conn.set("/w", data: [1])
            return "\(await text(data)) \(await text(children))"
        },
        { conn in
            let (data, children) = (
                try await conn.getW("/w/c").events, try await conn.childrenW("/w/c").events
            )
            try await conn.delete("/w/c")
            return "\(await text(data)) \(await text(children))"
        },
        { text(try await $0.get("/w").stat) },
    ]

    private static func text(_ stat: ZKStat) -> String {
        "\(stat.version) \(stat.cversion) \(stat.dataLength) \(stat.numChildren) \(stat.ephemeralOwner != 0)"
    }

    private static func text(_ results: [ZKOperationResult]) -> String {
        results.map { result in
            if case .set(let stat) = result { "set \(text(stat))" } else { "\(result)" }
        }.joined(separator: ", ")
    }

    private static func text(_ events: AsyncStream<ZKEvent>) async -> String {
        var text = ""
        for await event in events { text += "\(event.type) \(event.path);" }
        return text
    }

    private static func outcomes(on conn: any Conn) async throws -> [String] {
        var outcomes: [String] = []
        for call in calls {
            do {
                outcomes.append(try await call(conn))
            } catch let error as ZKError {
                outcomes.append(
                    "\(error.code) \(error.path ?? "") \(error.operationIndex.map(String.init) ?? "")"
                )
            }
        }
        return outcomes
    }

    @Test func theSameCallsHaveTheSameOutcomes() async throws {
        let memory = InMemoryZooKeeper().connection()
        try await memory.connect()
        let expected = try await Fixture.withServer { server in
            try await Fixture.withConnection(to: server.address) { try await Self.outcomes(on: $0) }
        }
        let outcomes = try await Self.outcomes(on: memory)
        for (index, pair) in zip(expected, outcomes).enumerated() {
            #expect(pair.0 == pair.1, "call \(index)")
        }
        await memory.close()
    }
}
