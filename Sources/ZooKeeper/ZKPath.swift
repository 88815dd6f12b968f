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
        // By bytes: this is done for each request, and most paths hold nothing but ASCII.
        let bytes = path.utf8
        guard bytes.first == slash else { return "a path starts with a slash" }
        if bytes.count == 1 { return nil }
        if !bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            for scalar in path.unicodeScalars where isForbidden(scalar) {
                return "a path does not contain U+\(String(scalar.value, radix: 16, uppercase: true))"
            }
        }
        // Of the present segment.
        var (length, dots) = (0, 0)
        for byte in bytes.dropFirst() {
            if byte == slash {
                if let flaw = flaw(ofSegment: length, dots: dots) { return flaw }
                (length, dots) = (0, 0)
            } else {
                length += 1
                if byte == UInt8(ascii: ".") { dots += 1 }
            }
        }
        return flaw(ofSegment: length, dots: dots)
    }

    private static let slash = UInt8(ascii: "/")

    private static func flaw(ofSegment length: Int, dots: Int) -> String? {
        if length == 0 { return "a path has no empty segment and no slash at its end" }
        return dots == length && length <= 2 ? "a path has no relative segment" : nil
    }

    /// The path of `child` under `parent`.
    package static func join(_ parent: String, _ child: String) -> String {
        parent == "/" ? "/\(child)" : "\(parent)/\(child)"
    }

    /// The path above `path`, or `nil` for the root.
    package static func parent(of path: String) -> String? {
        guard path != "/", let slash = path.utf8.lastIndex(of: slash) else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last segment of `path`.
    package static func lastSegment(of path: String) -> String {
        path.utf8.lastIndex(of: slash).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0xD800...0xF8FF, 0xFFF0...0xFFFF: true
        default: false
        }
    }
}
