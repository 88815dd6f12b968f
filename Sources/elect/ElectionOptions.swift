import ArgumentParser
import LeaderElection

/// Where an election is, for the commands that take part in one or look at one.
struct ElectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The servers, separated by commas.", valueName: "host:port,..."))
    var servers: String

    @Option(help: "The node under which the candidates stand.")
    var path: String

    @Option(help: "The session timeout in seconds that is asked of the server.")
    var sessionTimeout: Double = 5

    @Option(help: "How long to wait for a session, in seconds.")
    var connectTimeout: Double = 5

    var addresses: [String] {
        servers.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    var connection: ZKConnection {
        .newConnection(
            addrs: addresses,
            opts: ConnectionOpts(
                connectTimeout: .seconds(connectTimeout),
                initialSessionTimeout: .seconds(connectTimeout),
                sessionTimeout: .seconds(sessionTimeout)
            )
        )
    }

    func validate() throws {
        for (name, value) in [("--session-timeout", sessionTimeout), ("--connect-timeout", connectTimeout)]
        where !(value > 0 && value <= 86_400) {
            throw ValidationError("\(name) is a number of seconds above 0 and at most 86400")
        }
    }
}
