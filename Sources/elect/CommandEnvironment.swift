/// What a command finds in its environment.
enum CommandEnvironment {
    /// The environment of `elect` with what the command should know, and without its credentials, which are no business of
    /// the command's.
    static func make(
        from inherited: [String: String],
        token: Int64,
        ident: String,
        path: String
    ) -> [String: String] {
        var environment = inherited
        environment["ELECT_AUTH"] = nil
        environment["ELECT_TOKEN"] = "\(token)"
        environment["ELECT_IDENT"] = ident
        environment["ELECT_PATH"] = path
        return environment
    }
}
