import ArgumentParser
import Foundation

/// Leader election from the command line.
@main
struct Elect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "elect",
        abstract: "Leader election over Apache ZooKeeper.",
        discussion: """
            What --servers, --path and the other options of an election say can also stand in the environment: ELECT_SERVERS, \
            ELECT_PATH and so on; the command line comes first. \(ExitStatus.help)
            """,
        subcommands: [
            Exec.self, Campaign.self, Observe.self, Leader.self, List.self, Resign.self, Demo.self,
        ]
    )

    static func main() async {
        GuardedCommand.noteIgnoredSignals()
        // A reader that has gone is an error of the write: there may be a node to release, or a command to stop.
        signal(SIGPIPE, SIG_IGN)
        await main(nil)
    }
}
