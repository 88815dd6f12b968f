public import ZooKeeper

/// What ``Leadership/commit(_:)`` is to change, all at once.
public struct GuardedWrite: Sendable {
    private(set) var operations: [ZKOperation] = []

    /// Creates a node.
    ///
    /// - Parameters:
    ///   - path: where; for a sequential node the number is appended.
    ///   - data: what the node holds.
    ///   - flags: whether the node is ephemeral, sequential, both or neither.
    ///   - acl: who may do what with the node.
    public mutating func create(
        _ path: String,
        _ data: [UInt8] = [],
        flags: ZKCreateFlags = [],
        acl: [ZKACL] = ZKACL.world(.all)
    ) {
        operations.append(.create(path, data: data, flags: flags, acl: acl))
    }

    /// Replaces the data of a node.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - data: what the node holds from then on.
    ///   - version: the version that the node must have, -1 for any.
    public mutating func set(_ path: String, _ data: [UInt8], version: Int32 = -1) {
        operations.append(.set(path, data: data, version: version))
    }

    /// Deletes a node that has no children.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - version: the version that the node must have, -1 for any.
    public mutating func delete(_ path: String, version: Int32 = -1) {
        operations.append(.delete(path, version: version))
    }

    /// Lets the write fail unless a node exists.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - version: the version that the node must have, -1 for any.
    public mutating func check(_ path: String, version: Int32 = -1) {
        operations.append(.check(path, version: version))
    }
}
