import ZooKeeper

/// What a candidate stands with: checked, and with the paths that follow from it.
struct Ballot: Sendable {
    private(set) var ident: String
    let basePath: String
    let acl: [ZKACL]

    /// The most that an ident may be, in bytes: a server takes 1,048,575 in one request, the path and the list included.
    static let identLimit = 1_040_000

    init(ident: String, basePath: String, acl: [ZKACL]) throws(ElectorError) {
        try Self.validate(ident: ident)
        try Self.validate(basePath: basePath)
        self.ident = ident
        self.basePath = basePath
        self.acl = acl
    }

    /// The candidate is known by another ident from now on.
    mutating func rename(_ ident: String) throws(ElectorError) {
        try Self.validate(ident: ident)
        self.ident = ident
    }

    private static func validate(ident: String) throws(ElectorError) {
        guard ident.contains(where: { !$0.isWhitespace }) else { throw ElectorError(.blankIdent) }
        guard ident.utf8.count <= identLimit else { throw ElectorError(.identTooLarge) }
    }

    static func validate(basePath: String) throws(ElectorError) {
        do {
            try ZKPath.validate(basePath)
        } catch {
            throw ElectorError(.badBasePath, cause: error)
        }
        guard basePath != "/" else { throw ElectorError(.badBasePath, path: basePath) }
    }

    /// What the server and the client make a candidate's path of.
    var lockPath: String { "\(basePath)/lock-" }
}
