/// The requests that a proxy tells apart. The numbers are those of the wire (`ZooDefs.OpCode`).
public enum Operation: Int32, Sendable, Hashable, CaseIterable {
    /// Create, with the path as the answer.
    case create = 1
    /// Delete.
    case delete = 2
    /// Exists, with or without a watch.
    case exists = 3
    /// Get, with or without a watch.
    case getData = 4
    /// Set.
    case setData = 5
    /// Get the access control list.
    case getACL = 6
    /// Set the access control list.
    case setACL = 7
    /// Sync.
    case sync = 9
    /// Ping.
    case ping = 11
    /// The children with the stat.
    case getChildren2 = 12
    /// Several operations at once.
    case multi = 14
    /// Create, with the path and the stat as the answer. The one that this package's client uses.
    case create2 = 15
    /// The watches that a client sets anew after a reconnect.
    case setWatches = 101
    /// The end of a session.
    case closeSession = -11
    /// Credentials.
    case auth = 100
}
