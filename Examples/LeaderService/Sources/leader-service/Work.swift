import AsyncAlgorithms
import LeaderElection
import Logging
import ServiceLifecycle

/// What only the leader does: here a job a second, which is to count it.
///
/// Each job is written down if, and only if, this instance still leads at that moment: however late a write arrives, it does not
/// get between those of the next leader.
struct Work: Service {
    /// So many terms are kept.
    private static let memory = 20

    let ident: String
    let leadership: Leadership
    let connection: ZKConnection
    let logger: Logger

    func run() async throws {
        try await doJob()
        // The job that is under way at a shutdown is done to its end.
        for await _ in AsyncTimerSequence.repeating(every: .seconds(1)).cancelOnGracefulShutdown() {
            try await doJob()
        }
    }

    private func doJob() async throws {
        do {
            let node = Paths.term(leadership.token)
            guard try await connection.exists(node) != nil else { return try await beginTerm(at: node) }
            let (data, stat) = try await connection.get(node)
            var term = try Term(data)
            term.jobs += 1
            try await leadership.commit { try $0.set(node, term.data, version: stat.version) }
        } catch let error as ZKError {
            // The connection is lost, for example. What that means for leadership this one is told by its end.
            logger.warning("a job was not done", metadata: ["error": "\(error)"])
        }
    }

    /// The first job: writes down who leads, and forgets the oldest terms, all at once.
    private func beginTerm(at node: String) async throws {
        let terms = try await connection.children(Paths.terms).children.sorted()
        try await leadership.commit {
            try $0.create(node, Term(leader: ident, jobs: 1).data)
            for old in terms.dropLast(Self.memory - 1) { $0.delete("\(Paths.terms)/\(old)") }
        }
    }
}
