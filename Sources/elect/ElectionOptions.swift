import ArgumentParser

/// Where an election is, for the commands that take part in one or look at one.
struct ElectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The servers, separated by commas (ELECT_SERVERS).", valueName: "host:port,...")
    )
    var servers: String?

    @Option(help: "The node under which the candidates stand (ELECT_PATH).")
    var path: String?

    @Option(help: "The node that is taken for the servers' root (ELECT_CHROOT).")
    var chroot: String?

    @Option(
        help: ArgumentHelp(
            "A file with credentials: scheme:secret, as digest:user:password. ELECT_AUTH has them itself, ELECT_AUTH_FILE the file's name.",
            valueName: "file"
        ),
        completion: .file()
    )
    var authFile: String?

    @Option(
        help:
            "The session timeout in seconds that is asked of the server; by default 5 (ELECT_SESSION_TIMEOUT)."
    )
    var sessionTimeout: Double?

    @Option(help: "How long to wait for a session in seconds; by default 5 (ELECT_CONNECT_TIMEOUT).")
    var connectTimeout: Double?

    /// What is set, here and in the environment.
    func settings() throws -> Settings {
        try Settings(commandLine: [
            .servers: servers, .path: path, .chroot: chroot, .authFile: authFile,
            .sessionTimeout: sessionTimeout?.description, .connectTimeout: connectTimeout?.description,
        ])
    }

    func validate() throws {
        _ = try settings()
    }
}
