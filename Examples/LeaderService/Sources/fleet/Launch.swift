import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals
import ZooKeeperTestKit

/// Starts a private ZooKeeper server and three instances of the service, and ends them all on Ctrl-C.
@main
struct Launch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "A private ZooKeeper server and three instances of the service, to look at."
    )

    @Option(help: "The port of the first instance; the others have the next ones that are free.")
    var port = 8081

    @Flag(help: "Let the page make the leader resign.")
    var allowResign = false

    @Flag(help: "Show what the instances log.")
    var log = false

    func run() async throws {
        let server = try await TestServer.start()
        do {
            try await run(with: server)
        } catch {
            try? await server.stop()
            throw error
        }
        try await server.stop()
    }

    private func run(with server: TestServer) async throws {
        Output.line("A ZooKeeper server listens on \(server.address). Three instances of the service:")
        let arguments = ["--servers", server.address, "--session-timeout", "3"]
        let fleet = Fleet(
            ports: try await FreePorts.next(3, from: port),
            arguments: arguments + (allowResign ? ["--allow-resign"] : []),
            isQuiet: !log
        )
        try await ServiceGroup(
            services: [fleet],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "fleet", factory: { _ in SwiftLogNoOpLogHandler() })
        ).run()
        Output.line("All is cleaned up.")
    }
}
