import ArgumentParser
import LeaderElection

/// Prints who leads.
struct Leader: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the leader's ident.",
        discussion:
            "Exits with 0 where there is a leader, and with 1 where there is none or no server answers."
    )

    @OptionGroup var election: ElectionOptions

    func run() async throws {
        let connection = election.connection
        do {
            try await connection.connect()
            let ident = try await Elector.currentLeader(basePath: election.path, conn: connection)
            await connection.close()
            guard let ident else { throw Failure("no leader: nobody stands at \(election.path)") }
            print(ident)
        } catch {
            await connection.close()
            throw error
        }
    }
}
