import ArgumentParser
import Foundation
import Hummingbird
import LeaderElection
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs one instance of the service until SIGTERM or SIGINT.
@main
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leader-service",
        abstract: "One instance of a service of which several run, and one does the work."
    )

    @Option(help: "The ZooKeeper servers, separated by commas.")
    var servers = "127.0.0.1:2181"

    @Option(help: "The session timeout in seconds that is asked of the server.")
    var sessionTimeout = 5.0

    @Option(help: "The address to listen on, by which the instance is also known to the others.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port = 8080

    @Flag(help: "Let whoever can reach this instance make it resign.")
    var allowResign = false

    @Flag(help: "Also stop when standard input ends.")
    var untilEOF = false

    func run() async throws {
        if untilEOF { stopAtEndOfInput() }
        let logger = Logger(label: "leader-service")
        let instance = try await Instance.start(
            ident: "\(host):\(port)",
            servers: servers,
            sessionTimeout: .seconds(sessionTimeout),
            logger: logger
        )
        let http = Application(
            router: instance.router(allowResign: allowResign),
            configuration: .init(address: .hostname(host, port: port)),
            logger: logger
        )
        try await ServiceGroup(
            services: instance.services(around: http),
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        ).run()
    }

    /// Whoever holds the other end may be killed: then nobody else tells this process to stop.
    private func stopAtEndOfInput() {
        Thread.detachNewThread {
            while !FileHandle.standardInput.availableData.isEmpty {}
            kill(getpid(), SIGTERM)
        }
    }
}
