import ArgumentParser

/// Leader election from the command line.
@main
struct Elect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "elect",
        abstract: "Leader election over Apache ZooKeeper.",
        subcommands: [Demo.self, Campaign.self, Leader.self]
    )
}
