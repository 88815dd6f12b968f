import Logging
public import ZooKeeper

extension Elector {
    /// The ident of the candidate that leads at this moment, or `nil` where nobody does. Does not stand for election.
    ///
    /// - Parameters:
    ///   - basePath: the node under which the candidates stand; it may be missing.
    ///   - conn: a connection that has a session.
    /// - Throws: `ZKError`, for example ``ZKError/Code/noAuth`` or ``ZKError/Code/connectionLoss``; `CancellationError`.
    public static func currentLeader(basePath: String, conn: any Conn) async throws -> String? {
        let roster = Roster(
            conn: conn,
            basePath: basePath,
            logger: Logger(label: "elector", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        do {
            for candidate in try await roster.candidates() {
                do {
                    return String(
                        decoding: try await conn.get(roster.path(of: candidate.name)).data,
                        as: UTF8.self
                    )
                } catch let error as ZKError where error.code == .noNode {
                    // It went since the list was read; the next one leads.
                }
            }
        } catch let error as ZKError where error.code == .noNode {
            // Nobody has ever stood here.
        }
        return nil
    }
}
