/// One server of the ensemble.
package struct ModelServer: Hashable, Sendable {
    package internal(set) var tree = ModelTree()
    /// The last transaction that it has applied.
    package internal(set) var zxid: Int64 = 0
    /// What it has still to apply.
    var behind: [ModelTransaction] = []
    /// How many transactions it has still to apply.
    package var lag: Int { behind.count }
}
