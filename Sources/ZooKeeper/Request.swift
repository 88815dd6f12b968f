/// Something to ask a server.
enum Request: Sendable {
    case get(path: String, watch: Bool)
    case exists(path: String, watch: Bool)
    case children(path: String, watch: Bool)
    case create(path: String, data: [UInt8], flags: ZKCreateFlags, acl: [ZKACL], ttl: Duration? = nil)
    case delete(path: String, version: Int32)
    case set(path: String, data: [UInt8], version: Int32)
    case sync(path: String)
    case getACL(path: String)
    case setACL(path: String, acl: [ZKACL], version: Int32)
    case addAuth(ConnectionOpts.Auth)
    case multi([ZKOperation])

    /// The name of the operation, as it stands in errors.
    var operation: String {
        switch self {
        case .get(_, let watch): watch ? "getW" : "get"
        case .exists(_, let watch): watch ? "existsW" : "exists"
        case .children(_, let watch): watch ? "childrenW" : "children"
        case .create: "create"
        case .delete: "delete"
        case .set: "set"
        case .sync: "sync"
        case .getACL: "getACL"
        case .setACL: "setACL"
        case .addAuth: "addAuth"
        case .multi: "multi"
        }
    }

    var path: String? {
        switch self {
        case .get(let path, _), .exists(let path, _), .children(let path, _), .create(let path, _, _, _, _),
            .delete(let path, _), .set(let path, _, _), .sync(let path), .getACL(let path),
            .setACL(let path, _, _):
            path
        case .addAuth, .multi: nil
        }
    }

    /// The error that this request failed with `code`.
    ///
    /// - Parameter index: which operation of a `multi` it was, where that is known.
    func error(_ code: ZKError.Code, _ message: String? = nil, at index: Int? = nil) -> ZKError {
        var path = path
        if case .multi(let operations) = self, let index { path = operations[index].path }
        return ZKError(code, path: path, operation: operation, message: message, operationIndex: index)
    }

    /// The table that a watch of this request goes into, and `nil` where it sets none.
    ///
    /// - Parameter code: what the server answered, `nil` for success. A watch is set by a success only, except that
    ///   `exists` also watches for the creation of a node that is not there (c-client: `zookeeper.c`, 627 to 645).
    func watch(after code: ZKError.Code?) -> WatchTable.Key? {
        switch (self, code) {
        case (.get(let path, true), nil): .init(path: path, kind: .data)
        case (.children(let path, true), nil): .init(path: path, kind: .children)
        case (.exists(let path, true), nil): .init(path: path, kind: .data)
        case (.exists(let path, true), .some(.noNode)): .init(path: path, kind: .existence)
        default: nil
        }
    }

    /// Whether nothing else may be on its way together with this.
    ///
    /// The library puts credentials in front of all that it has to send, also of the rest of a request that is sent in part:
    /// the server would take them for a piece of that (`zookeeper.c`, 1723 and 2101). And it answers all credentials that are
    /// under way with the first reply that comes.
    var mustBeAlone: Bool { if case .addAuth = self { true } else { false } }

    var setsWatch: Bool { watch(after: nil) != nil }

    /// The most that a server takes in one request, by its default `jute.maxbuffer` (1,048,575 bytes).
    ///
    /// A larger one makes it drop the connection, and a retry would do so again, for ever.
    static let sizeLimit = 1_048_575

    /// The size of the request on the wire in bytes, without the frame's length.
    var size: Int {
        let header = 8
        func string(_ text: String) -> Int { Self.size(of: text) }
        func list(_ acl: [ZKACL]) -> Int { Self.size(of: acl) }
        return switch self {
        case .get(let path, _), .exists(let path, _), .children(let path, _): header + string(path) + 1
        case .create(let path, let data, _, let acl, let ttl):
            header + string(path) + 4 + data.count + list(acl) + 4 + (ttl == nil ? 0 : 8)
        case .delete(let path, _): header + string(path) + 4
        case .set(let path, let data, _): header + string(path) + 4 + data.count + 4
        case .sync(let path), .getACL(let path): header + string(path)
        case .setACL(let path, let acl, _): header + string(path) + list(acl) + 4
        case .addAuth(let auth): header + 4 + string(auth.scheme) + 4 + auth.secret.count
        // A header with no operation is the end.
        case .multi(let operations): operations.reduce(header + 9) { $0 + $1.size }
        }
    }

    static func size(of text: String) -> Int { 4 + text.utf8.count }

    static func size(of acl: [ZKACL]) -> Int {
        acl.reduce(4) { $0 + 4 + size(of: $1.scheme) + size(of: $1.id) }
    }

    /// Throws where the request cannot be sent: a path that is not valid, or too many bytes.
    func validate() throws(ZKError) {
        if let path {
            var sequential = false
            if case .create(_, _, let flags, _, _) = self { sequential = flags.contains(.sequential) }
            try ZKPath.validate(path, operation: operation, sequential: sequential)
        }
        switch self {
        case .create(_, _, let flags, let acl, let ttl):
            if let flaw = flags.flaw ?? ttl.flatMap({ flags.flaw(withTTL: $0) }) {
                throw error(.badArguments, flaw)
            }
            if let flaw = acl.flaw { throw error(.invalidACL, flaw) }
        case .setACL(_, let acl, _):
            if let flaw = acl.flaw { throw error(.invalidACL, flaw) }
        case .multi(let operations):
            for (index, operation) in operations.enumerated() {
                if let (code, message) = operation.flaw { throw error(code, message, at: index) }
            }
        case .addAuth(let auth):
            if auth.scheme.isEmpty || auth.scheme.utf8.contains(0) {
                throw error(.badArguments, "the scheme is not a name")
            }
        default: break
        }
        try validateSize()
    }

    /// Throws where a server would not take so many bytes.
    func validateSize() throws(ZKError) {
        if size > Self.sizeLimit {
            throw error(
                .requestTooLarge,
                "\(size) bytes are more than the \(Self.sizeLimit) that a server takes"
            )
        }
    }
}
