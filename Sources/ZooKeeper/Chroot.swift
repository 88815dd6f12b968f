/// The node that a connection takes for its root.
///
/// It is put before the paths of requests when they are handed to the C library, and taken off those that come back. The
/// library itself is told nothing of it: with a chroot of its own it frees memory twice.
struct Chroot: Hashable, Sendable {
    /// The server's root.
    static let none = Chroot(prefix: "")

    /// The path on the server, empty for its root.
    private let prefix: String

    private init(prefix: String) {
        self.prefix = prefix
    }

    /// Takes a path, `/` for the server's root. Throws ``ZKError/Code/badArguments`` where it is not valid.
    init(_ path: String) throws(ZKError) {
        if let flaw = ZKPath.flaw(in: path) {
            throw ZKError(
                .badArguments,
                path: path,
                operation: "connect",
                message: "the chroot is not valid: \(flaw)"
            )
        }
        self.init(prefix: path == "/" ? "" : path)
    }

    /// The path on the server, `nil` for its root.
    var path: String? { prefix.isEmpty ? nil : prefix }

    /// The path by which the server knows what the client calls `path`.
    ///
    /// - Parameter sequential: the server will append a number, so that `/` means a child of the root.
    func serverPath(_ path: String, sequential: Bool = false) -> String {
        if prefix.isEmpty { return path }
        return path == "/" && !sequential ? prefix : prefix + path
    }

    /// The path by which the client knows what the server calls `path`.
    func clientPath(_ path: String) -> String {
        // By bytes, as the server compares; Swift compares characters.
        guard !prefix.isEmpty, path.utf8.starts(with: prefix.utf8) else { return path }
        let rest = path.utf8.dropFirst(prefix.utf8.count)
        if rest.isEmpty { return "/" }
        return rest.first == UInt8(ascii: "/") ? String(Substring(rest)) : path
    }

    /// A reply with the client's paths.
    func clientReply(_ reply: Reply) -> Reply {
        switch reply {
        case .created(let path, let stat): .created(clientPath(path), stat)
        case .multi(let results):
            .multi(
                results.map { result in
                    if case .created(let path) = result { .created(path: clientPath(path)) } else { result }
                }
            )
        case .done, .stat, .data, .children, .acl: reply
        }
    }

    /// An error with the client's path.
    func clientError(_ error: ZKError) -> ZKError {
        var error = error
        error.path = error.path.map(clientPath)
        return error
    }
}
