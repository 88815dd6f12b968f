/// The name of a node whose creator can find it again when the reply to the create was lost.
///
/// The form `_c_<32 lowercase hex digits>-<name>` is the one that Go's `zk` package uses, so that Go and Swift can read
/// each other's names.
package struct ProtectedName: Sendable, Hashable {
    /// What every name that this creator makes starts with.
    package let prefix: String

    /// Makes up a name that nobody else has.
    package init() {
        let digits = Array("0123456789abcdef")
        prefix = "_c_" + String((0..<32).map { _ in digits[Int.random(in: 0..<16)] }) + "-"
    }

    /// `path` with the prefix put before its last segment.
    package func applied(to path: String) -> String {
        ZKPath.join(ZKPath.parent(of: path) ?? "/", prefix + ZKPath.lastSegment(of: path))
    }

    /// The first of `names` that this creator made.
    package func find(in names: [String]) -> String? {
        names.first { $0.hasPrefix(prefix) }
    }
}
