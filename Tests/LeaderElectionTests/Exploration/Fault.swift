/// What nobody can count on, or rule out.
enum Fault: Hashable {
    enum Kind: CaseIterable {
        case cut, expire, crash, delete, resign, close, giveUp
        case withdraw, campaign, write, fail

        /// Those that befall everybody.
        static let usual: Set<Kind> = [.cut, .expire, .crash, .delete, .resign, .close, .giveUp]
    }

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
    /// A user resigns, not to stand again.
    case withdraw(Int)
    /// A user who has done so wants to stand again.
    case campaign(Int)
    /// A leader writes something, if its node exists.
    case write(Int)
    /// Something is refused: to a stand, or, with 0, to the keeper of the session.
    case fail(Int, stand: Int)

    var kind: Kind {
        switch self {
        case .cut: .cut
        case .expire: .expire
        case .crash: .crash
        case .delete: .delete
        case .resign: .resign
        case .close: .close
        case .giveUp: .giveUp
        case .withdraw: .withdraw
        case .campaign: .campaign
        case .write: .write
        case .fail: .fail
        }
    }
}
