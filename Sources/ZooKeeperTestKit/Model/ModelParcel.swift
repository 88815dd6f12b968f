/// A message on its way to a client, with the last transaction that the server had applied; `nil` for an event.
package struct ModelParcel: Hashable, Sendable {
    package let message: ModelMessage
    let zxid: Int64?
}
