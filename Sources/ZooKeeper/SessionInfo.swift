/// What identifies a session, and the timeout that the server granted it.
struct SessionInfo: Hashable, Sendable {
    var id: Int64
    var password: [UInt8]
    var timeout: Duration
}
