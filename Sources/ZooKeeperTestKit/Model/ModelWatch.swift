/// A watch, as a server keeps it.
package struct ModelWatch: Hashable, Sendable {
    /// What is watched. A server has one table for `exists` and `get`; the client has two, see ``ModelSession``.
    package enum Kind: Hashable, Sendable { case data, children }

    package let kind: Kind
    package let path: String
}
