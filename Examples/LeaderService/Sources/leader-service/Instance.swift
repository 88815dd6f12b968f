import LeaderElection
import Logging
import ServiceLifecycle

/// The parts of one instance of the service.
struct Instance: Sendable {
    let ident: String
    let connection: ZKConnection
    let elector: Elector
    let board: Board
    let logger: Logger

    /// Connects, and stands for election in the background.
    static func start(
        ident: String,
        servers: String,
        sessionTimeout: Duration,
        logger: Logger
    ) async throws -> Instance {
        let connection = ZKConnection(addrs: [servers], opts: ConnectionOpts(sessionTimeout: sessionTimeout))
        try await connection.connect()
        try await connection.ensurePath(Paths.terms)
        // One session for all that this instance does. Without a connection it does not lead, and it stands again by itself.
        let elector = try await Elector.start(
            ident: ident,
            basePath: Paths.election,
            connector: .existingConnection(conn: connection, events: connection.events()),
            policy: .stepDown,
            logger: logger
        )
        return Instance(
            ident: ident,
            connection: connection,
            elector: elector,
            board: Board(connection: connection, elector: elector),
            logger: logger
        )
    }

    /// All that runs, with `http` as its face.
    ///
    /// A shutdown goes from the last to the first: the work ends, then leadership is given up, so that the next instance leads
    /// at once; then requests are answered to the end, and at last the session is closed.
    func services(around http: any Service) -> [any Service] {
        let work = LeaderService(elector: elector, gracePeriod: .seconds(1)) { leadership in
            Work(ident: ident, leadership: leadership, connection: connection, logger: logger)
        }
        return [connection, http, board, elector, work]
    }
}
