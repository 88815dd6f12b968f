import ZooKeeperTestKit

/// Something that the connection has for one of a candidate's tasks. Those wake up in any order; what is for one of them comes
/// in order.
struct Wake: Hashable {
    enum Content: Hashable {
        /// For an errand: the answer.
        case reply(ModelReply)
        /// For an errand: its watch has fired.
        case gone
        /// For an errand: it goes on.
        case turn
        /// For the keeper of the session.
        case news(Report.News)
    }

    /// 0 for the keeper of the session.
    var stand = 0
    var slot = 0
    var content: Content

    var isReply: Bool { if case .reply = content { true } else { false } }
}
