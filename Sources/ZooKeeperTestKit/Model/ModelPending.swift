/// A call that a server has taken.
enum ModelPending: Hashable, Sendable {
    /// To be answered when the server has applied that transaction.
    case decided(ModelCall, ModelReply, at: Int64)
    /// To be answered from the server's tree when everything before it is answered.
    case read(ModelCall)
}
