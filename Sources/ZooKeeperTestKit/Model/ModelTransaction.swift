/// What all servers do, in the order in which the ensemble's leader decided it.
struct ModelTransaction: Hashable, Sendable {
    let zxid: Int64
    let changes: [ModelChange]
    /// The session that ends with it.
    var ends: Int64?
}
