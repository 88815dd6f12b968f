import ZooKeeper
import ZooKeeperTestKit

extension ModelRequest {
    /// Whether a server answers by itself.
    var isRead: Bool {
        switch self {
        case .exists, .get, .children: true
        case .write, .multi, .sync, .close: false
        }
    }

    /// What is to be written to ``World/workPath``.
    var work: [UInt8]? {
        let operations: [ZKOperation] =
            switch self {
            case .write(let operation): [operation]
            case .multi(let operations): operations
            case .exists, .get, .children, .sync, .close: []
            }
        for operation in operations where operation.path == World.workPath {
            if case .set(let data, _) = operation.kind { return data }
        }
        return nil
    }
}
