import ArgumentParser

/// Measures this library beside the C library and its peers.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures elector beside the raw C client, Curator, kazoo and go-zookeeper.",
        subcommands: [Run.self, ReportCommand.self, Check.self, Profile.self],
        defaultSubcommand: Run.self
    )
}
