import LeaderElection

/// Credentials as they stand in a file or in the environment: `scheme:secret`, for example `digest:user:password`.
struct Credentials: Hashable, Sendable {
    var scheme: String
    var secret: String

    /// Reads the text, of which line breaks at the end are no part; `nil` where it has no scheme or no secret.
    init?(_ text: String) {
        var line = text[...]
        while line.last?.isNewline == true { line.removeLast() }
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
        scheme = String(line[..<colon])
        secret = String(line[line.index(after: colon)...])
        if secret.isEmpty { return nil }
    }

    var auth: ConnectionOpts.Auth { ConnectionOpts.Auth(scheme: scheme, secret: Array(secret.utf8)) }
}
