/// The rules for paths, checked before anything is sent.
///
/// They are the server's (`org.apache.zookeeper.common.PathUtils.validatePath`): a request that breaks them would be
/// refused by it, and in a `multi` the C client crashes on one.
package enum ZKPath {
    /// Throws ``ZKError/Code/badArguments`` unless `path` is valid.
    ///
    /// - Parameter sequential: the server will append a number, so the path may end with a slash.
    package static func validate(
        _ path: String,
        operation: String? = nil,
        sequential: Bool = false
    ) throws(ZKError) {
        guard let flaw = flaw(in: sequential ? path + "0" : path) else { return }
        throw ZKError(.badArguments, path: path, operation: operation, message: flaw)
    }

    /// What is wrong with `path`, or `nil`.
    package static func flaw(in path: String) -> String? {
        guard path.hasPrefix("/") else { return "a path starts with a slash" }
        if path == "/" { return nil }
        for scalar in path.unicodeScalars where isForbidden(scalar) {
            return "a path does not contain U+\(String(scalar.value, radix: 16, uppercase: true))"
        }
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            if segment.isEmpty { return "a path has no empty segment and no slash at its end" }
            if segment == "." || segment == ".." { return "a path has no relative segment" }
        }
        return nil
    }

    /// The path of `child` under `parent`.
    package static func join(_ parent: String, _ child: String) -> String {
        parent == "/" ? "/\(child)" : "\(parent)/\(child)"
    }

    /// The path above `path`, or `nil` for the root.
    package static func parent(of path: String) -> String? {
        guard path != "/", let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last segment of `path`.
    package static func lastSegment(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0xD800...0xF8FF, 0xFFF0...0xFFFF: true
        default: false
        }
    }
}
