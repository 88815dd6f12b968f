/// What a transaction does to a node. The ensemble's leader has worked it out, so it cannot fail.
enum ModelChange: Hashable, Sendable {
    case create(String, data: [UInt8], owner: Int64)
    case set(String, data: [UInt8])
    case delete(String)
}
