/// What a server sends to a client, in order.
package enum ModelMessage: Hashable, Sendable {
    /// To the request with that tag.
    case reply(tag: Int, ModelReply)
    case event(ModelEvent)
}
