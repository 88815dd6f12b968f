package import ZooKeeper

/// What a client may ask of a ``ModelZooKeeper``.
package enum ModelRequest: Hashable, Sendable {
    /// A create, set or delete. Answered when the session's own server has applied it.
    case write(ZKOperation)
    /// All of these or none. Answered when the session's own server has applied it.
    case multi([ZKOperation])
    /// Answered from the tree of the session's own server, like all reads.
    case exists(String, watch: Bool)
    case get(String, watch: Bool)
    case children(String, watch: Bool)
    /// Answered when the session's own server has applied what the ensemble's leader has decided by now.
    case sync
    /// Ends the session and removes its ephemeral nodes.
    case close

    /// Whether a server answers this by itself.
    var isRead: Bool {
        switch self {
        case .exists, .get, .children: true
        case .write, .multi, .sync, .close: false
        }
    }
}
