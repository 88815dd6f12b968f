import Logging
public import ZooKeeper

extension Elector {
    /// The ident of the candidate that leads at this moment, or `nil` where nobody does. Does not stand for election.
    ///
    /// - Parameters:
    ///   - basePath: the node under which the candidates stand; it may be missing.
    ///   - conn: a connection that has a session.
    /// - Throws: `ZKError`, for example ``/ZooKeeper/ZKError/Code/noAuth`` or ``/ZooKeeper/ZKError/Code/connectionLoss``;
    ///   `CancellationError`.
    public static func currentLeader(basePath: String, conn: any Conn) async throws -> String? {
        try await participants(basePath: basePath, conn: conn, limit: 1).first?.ident
    }

    /// The candidates that stand at this moment in the order of the line, read one by one. Does not stand for election.
    ///
    /// - Parameters:
    ///   - basePath: the node under which the candidates stand; it may be missing.
    ///   - conn: a connection that has a session.
    ///   - limit: how many to read from the head of the line; one is the leader.
    /// - Throws: `ZKError`, for example ``/ZooKeeper/ZKError/Code/noAuth`` or ``/ZooKeeper/ZKError/Code/connectionLoss``;
    ///   `CancellationError`.
    public static func participants(
        basePath: String,
        conn: any Conn,
        limit: Int = .max
    ) async throws -> [Participant] {
        let logger = Logger(label: "elector", factory: { _ in SwiftLogNoOpLogHandler() })
        let roster = Roster(conn: conn, basePath: basePath, strangers: Strangers(logger: logger))
        return try await roster.participants(limit: limit)
    }
}
