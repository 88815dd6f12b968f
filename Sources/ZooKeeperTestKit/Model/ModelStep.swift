/// Something that happens by itself, at any time and in any order.
package enum ModelStep: Hashable, Sendable {
    /// The server takes the next request of a session.
    case take(Int64)
    /// The client takes the next message of a session.
    case deliver(Int64)
    /// A server applies the next transaction.
    case apply(Int)
    /// The client notices that it is not connected any more.
    case notice(Int64)
}
