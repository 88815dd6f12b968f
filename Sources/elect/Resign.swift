import ArgumentParser
import Foundation
import LeaderElection

/// Makes the leader go.
struct Resign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete the leader's node: the next candidate leads.",
        discussion: """
            The leader is told that its node is gone, and stops; what it does in that moment may overlap with what its \
            successor begins. Asks before it deletes; --yes is the answer where there is no terminal. \
            \(OutputOptions.candidateHelp) \(ExitStatus.help)
            """
    )

    @OptionGroup var election: ElectionOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Do not ask.")
    var yes = false

    func run() async throws {
        let settings = try election.settings()
        let leader = try await settings.withConnection { connection in
            let line = try await Elector.participants(basePath: settings.path, conn: connection, limit: 1)
            guard let leader = line.first else {
                throw Failure("no leader: nobody stands at \(settings.path)")
            }
            try confirm(CandidateRecord(leader))
            do {
                try await connection.deleteReliably(leader.path)
            } catch let error as ZKError where error.code == .noNode {
                // It went by itself.
            }
            return leader
        }
        try Output.line(output.json ? CandidateRecord(leader).json : "resigned \(leader.ident.printable)")
    }

    private func confirm(_ leader: CandidateRecord) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("nobody to ask whether \(leader.ident.printable) shall go: say --yes")
        }
        let age = Age.text(seconds: leader.age)
        let question = "\(leader.ident.printable) leads for \(age). Shall it go? [y/N] "
        try FileHandle.standardError.write(contentsOf: Data(question.utf8))
        guard ["y", "yes"].contains(readLine()?.lowercased()) else { throw Failure("nothing was changed") }
    }
}
