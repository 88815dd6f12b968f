import LeaderElection
import Testing
import ZooKeeperTestKit

@Suite(.timeLimit(.minutes(3)))
struct EnsurePathTests {
    @Test func manyAtOnceAllSucceed() async throws {
        let server = try await Fixture.server()
        let top = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            for round in 0..<10 {
                let path = "\(top)/\(round)/a/b/c"
                try await withThrowingTaskGroup { group in
                    for _ in 0..<20 {
                        group.addTask { try await connection.ensurePath(path, acl: ZKACL.world(.read)) }
                    }
                    try await group.waitForAll()
                }
                #expect(try await connection.getACL(path).acl == ZKACL.world(.read))
                #expect(try await connection.getACL("\(top)/\(round)/a/b").acl == ZKACL.world(.all))
            }
            try await connection.ensurePath("/")
        }
    }

    @Test func whatIsNotAllowedIsNotTouched() async throws {
        let server = try await Fixture.server()
        let top = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(top)
            _ = try await connection.create("\(top)/open")
            try await connection.setACL(top, acl: ZKACL.world(.read))
            // The way down leads through a node under which nothing may be created.
            try await connection.ensurePath("\(top)/open/a/b")
            let error = await #expect(throws: ZKError.self) {
                try await connection.ensurePath("\(top)/new/a")
            }
            #expect(error?.code == .noAuth)
            #expect(error?.path == "\(top)/new")
        }
    }
}
