/// Where things are in ZooKeeper.
enum Paths {
    /// Under it stand the candidates, and nothing else.
    static let election = "/services/leader-service/leader"

    /// Under it is a node for each ``Term``.
    static let terms = "/services/leader-service/terms"

    /// The node of the term that was begun with `token`. Tokens rise, and so do these names.
    static func term(_ token: Int64) -> String {
        let digits = String(token, radix: 16)
        return "\(terms)/\(String(repeating: "0", count: 16 - digits.count))\(digits)"
    }

    /// The token of the term whose node has that name, or `nil` where it is another kind of node.
    static func token(_ name: String) -> Int64? { Int64(name, radix: 16) }
}
