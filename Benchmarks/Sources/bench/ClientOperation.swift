/// What a client is asked to do.
enum ClientOperation: String, CaseIterable {
    case get, exists, create, set, children10, children10000

    /// The contenders' word for it.
    var verb: String {
        switch self {
        case .children10, .children10000: "children"
        default: rawValue
        }
    }

    var title: String {
        switch self {
        case .children10: "children (10 names)"
        case .children10000: "children (10,000 names)"
        default: rawValue
        }
    }

    /// How many children the node has that it is done with.
    var children: Int {
        switch self {
        case .children10: 10
        case .children10000: 10_000
        default: 0
        }
    }

    /// How often something is tried that takes a while.
    func few(_ count: Int) -> Int { self == .children10000 ? count / 10 : count }
}
