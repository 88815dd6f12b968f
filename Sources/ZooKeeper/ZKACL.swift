import Crypto
import FoundationEssentials

/// One entry of an access control list: who may do what with a node.
///
/// An entry holds for the node alone, not for its children.
public struct ZKACL: Sendable, Hashable {
    /// What is allowed.
    public var perms: Permissions
    /// How the identity is proven, for example `world`, `auth`, `digest` or `ip`.
    public var scheme: String
    /// Who is meant, in the form that the scheme asks for.
    public var id: String

    /// Creates an entry.
    public init(perms: Permissions, scheme: String, id: String) {
        self.perms = perms
        self.scheme = scheme
        self.id = id
    }

    /// Everybody may do `perms`. Go: `zk.WorldACL`.
    public static func world(_ perms: Permissions) -> [ZKACL] {
        [ZKACL(perms: perms, scheme: "world", id: "anyone")]
    }

    /// Everybody who has authenticated as the creator has may do `perms`. Go: `zk.AuthACL`.
    public static func auth(_ perms: Permissions) -> [ZKACL] {
        [ZKACL(perms: perms, scheme: "auth", id: "")]
    }

    /// Who has authenticated with this name and password may do `perms`. Go: `zk.DigestACL`.
    ///
    /// The server is sent `user:base64(sha1(user:password))`, the form that its digest scheme asks for.
    public static func digest(_ perms: Permissions, user: String, password: String) -> [ZKACL] {
        let hash = Insecure.SHA1.hash(data: Data("\(user):\(password)".utf8))
        return [ZKACL(perms: perms, scheme: "digest", id: "\(user):\(Data(hash).base64EncodedString())")]
    }
}

extension [ZKACL] {
    /// What is wrong with the list, or `nil`.
    var flaw: String? {
        if isEmpty { return "the list is empty" }
        if contains(where: { $0.scheme.utf8.contains(0) || $0.id.utf8.contains(0) }) {
            return "an entry contains NUL"
        }
        return nil
    }
}
