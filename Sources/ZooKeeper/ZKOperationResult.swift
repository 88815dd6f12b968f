/// What came of one step of a ``Conn/multi(_:)``.
public enum ZKOperationResult: Sendable, Hashable {
    /// The node was created; for a sequential node the path ends in its number.
    case created(path: String)
    /// The data was replaced; the node has this stat now.
    case set(ZKStat)
    /// The node was deleted.
    case deleted
    /// The node exists and has the version.
    case checked
}
