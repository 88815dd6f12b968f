/// What nobody can count on, or rule out.
enum Fault: Hashable {
    enum Kind: CaseIterable { case cut, expire, crash, delete, resign, close, giveUp }

    /// A connection breaks.
    case cut(Int)
    /// The server lets a session expire.
    case expire(Int)
    /// A process dies.
    case crash(Int)
    /// An operator deletes a candidate's node.
    case delete(String)
    /// A user resigns, to stand again.
    case resign(Int)
    /// A user closes an elector.
    case close(Int)
    /// A release waits no longer for a create.
    case giveUp(Int, stand: Int)
}
