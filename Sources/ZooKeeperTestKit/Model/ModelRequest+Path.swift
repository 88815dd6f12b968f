import ZooKeeper

extension ModelRequest {
    /// What the request is about.
    package var path: String? { path(nil) }

    /// What an operation of the request is about.
    ///
    /// - Parameter index: the number of the operation of a multi.
    package func path(_ index: Int?) -> String? {
        switch self {
        case .write(let operation): operation.path
        case .multi(let operations): index.map { operations[$0].path }
        case .exists(let path, _), .get(let path, _), .children(let path, _): path
        case .sync, .close: nil
        }
    }
}
