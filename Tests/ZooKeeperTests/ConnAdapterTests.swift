import Testing
import ZooKeeper

struct ConnAdapterTests {
    @Test func whatIsNotGivenIsUnimplemented() async {
        let conn = ConnAdapter()
        #expect(await code { _ = try await conn.get("/a") } == .unimplemented)
        #expect(await code { _ = try await conn.exists("/a") } == .unimplemented)
        #expect(
            await code { _ = try await conn.create("/a", data: [], flags: [], acl: []) } == .unimplemented
        )
        #expect(
            await code { _ = try await conn.createProtectedEphemeralSequential("/a", data: [], acl: []) }
                == .unimplemented
        )
        #expect(await code { _ = try await conn.childrenW("/a") } == .unimplemented)
        #expect(await code { _ = try await conn.getW("/a") } == .unimplemented)
        #expect(await code { _ = try await conn.existsW("/a") } == .unimplemented)
        #expect(await code { try await conn.delete("/a") } == .unimplemented)
        #expect(await code { try await conn.deleteReliably("/a") } == .unimplemented)
        #expect(await code { _ = try await conn.set("/a", data: []) } == .unimplemented)
        #expect(await code { try await conn.sync("/a") } == .unimplemented)
        #expect(await code { _ = try await conn.getACL("/a") } == .unimplemented)
        #expect(await code { try await conn.setACL("/a", acl: []) } == .unimplemented)
        #expect(conn.sessionID == nil)
    }

    @Test func defaultsAreMadeOfTheFive() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: ZKEvent.self)
        let conn = ConnAdapter(
            getF: { _ in ([1], ZKStat(version: 3)) },
            childrenWF: { _ in (["b"], ZKStat(numChildren: 1), stream) }
        )
        #expect(try await conn.children("/a").children == ["b"])
        let (data, stat, events) = try await conn.getW("/a")
        #expect(data == [1])
        #expect(stat.version == 3)
        continuation.yield(ZKEvent(type: .nodeDeleted, state: .hasSession, path: "/a"))
        #expect(await events.first { _ in true }?.type == .nodeDeleted)
    }
}
