package import ZooKeeper

/// What a server answers.
package enum ModelReply: Hashable, Sendable {
    case written([ZKOperationResult])
    /// The same of a single create.
    case created(String, ZKStat)
    /// `nil` where the node does not exist.
    case stat(ZKStat?)
    case data([UInt8], ZKStat)
    case children([String], ZKStat)
    case done
    /// The index is that of the operation of a multi that failed.
    case failed(ZKError.Code, index: Int?)
}
