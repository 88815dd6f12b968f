import LeaderElection
import Testing
import ZooKeeperTestKit

extension Elector {
    /// The next event, or `nil` at the end.
    func next(within limit: Duration = .seconds(30)) async throws -> Event? {
        try await withDeadline(limit, timeout: TestKitError("no event within \(limit)")) {
            await self.events.first { _ in true }
        }
    }

    /// Expects that the next event tells this, and no error.
    @discardableResult
    func expect(leader: Bool, _ location: SourceLocation = #_sourceLocation) async throws -> Event {
        let event = try #require(try await next(), sourceLocation: location)
        #expect(event.error == nil, sourceLocation: location)
        #expect(event.leader == leader, sourceLocation: location)
        return event
    }

    /// Expects that some event tells that it leads, and none before it an error.
    @discardableResult
    func untilLeading(_ location: SourceLocation = #_sourceLocation) async throws -> Event {
        while true {
            let event = try #require(try await next(), sourceLocation: location)
            #expect(event.error == nil, sourceLocation: location)
            if event.leader || event.error != nil { return event }
        }
    }

    /// Expects that the next event is an error of this kind and the last.
    @discardableResult
    func expectEnd(
        _ code: ElectorError.Code,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> ElectorError {
        let event = try #require(try await next(), sourceLocation: location)
        #expect(!event.leader, sourceLocation: location)
        #expect(event.reason != nil, sourceLocation: location)
        let error = try #require(event.error as? ElectorError, "\(event)", sourceLocation: location)
        #expect(error.code == code, sourceLocation: location)
        #expect(try await next() == nil, "an error is the last event", sourceLocation: location)
        #expect(!isLeader, sourceLocation: location)
        #expect(leaderIdent == "", sourceLocation: location)
        return error
    }
}

/// Starts a candidate with a connection of its own.
func candidate(
    _ ident: String,
    at path: String,
    on address: String,
    sessionTimeout: Duration = .seconds(30),
    acl: [ZKACL]? = nil,
    policy: Elector.Policy = .failStop
) async throws -> Elector {
    try await Elector.start(
        ident: ident,
        basePath: path,
        acl: acl,
        connector: .newConnection(addrs: [address], opts: Fixture.opts(sessionTimeout: sessionTimeout)),
        policy: policy
    )
}

/// The names of a node's children, none where it does not exist.
func children(of path: String, on address: String) async throws -> [String] {
    try await Fixture.withConnection(to: address) { connection in
        do {
            return try await connection.children(path).children
        } catch let error as ZKError where error.code == .noNode {
            return []
        }
    }
}

/// Deletes the nodes of all who stand under `path`.
func deleteCandidates(of path: String, on address: String) async throws {
    try await Fixture.withConnection(to: address) { connection in
        for candidate in try await Elector.participants(basePath: path, conn: connection) {
            try await connection.delete(candidate.path)
        }
    }
}

/// Waits until no candidate stands under `path`.
func untilNobodyStands(at path: String, on address: String) async throws {
    try await Fixture.withConnection(to: address) { connection in
        try await Poll.until("nobody stands at \(path)") {
            try await connection.exists(path)?.numChildren ?? 0 == 0
        }
    }
}
