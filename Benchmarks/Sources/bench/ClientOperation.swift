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

    /// How often, where a plan says `requests`.
    func count(depth: Int, requests: Int) -> Int {
        let all = self == .children10000 ? requests / 25 : requests
        return max(depth == 1 ? all / 8 : all, depth, 10)
    }
}
