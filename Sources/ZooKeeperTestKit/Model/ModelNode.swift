/// One znode of a ``ModelTree``.
package struct ModelNode: Hashable, Sendable {
    package var data: [UInt8]
    /// The session that an ephemeral node goes with, 0 for others.
    package let owner: Int64
    /// The transaction that created the node.
    package let czxid: Int64
    /// The transaction that last changed the data.
    package internal(set) var mzxid: Int64
    /// The transaction that last changed the list of children.
    package internal(set) var pzxid: Int64
    package internal(set) var version: Int32 = 0
    /// How many children were created, which is the number that the next sequential one gets.
    package internal(set) var sequence: Int32 = 0

    init(data: [UInt8] = [], owner: Int64 = 0, zxid: Int64) {
        self.data = data
        self.owner = owner
        (czxid, mzxid, pzxid) = (zxid, zxid, zxid)
    }
}
