import ArgumentParser

/// Leader election under faults on real servers, with a history that is checked.
@main
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Break servers, connections and candidates, and check what the candidates saw.",
        subcommands: [Run.self, Check.self, SelfTest.self, CandidateCommand.self],
        defaultSubcommand: Run.self
    )
}
