import NIOCore

/// Keeps from a server at which address the one that connects to its election port could be reached.
///
/// A server drops a connection from a smaller number and connects back, to the address in the greeting and so past the
/// relays. A greeting in the form of old, which is the number alone (`QuorumCnxManager.handleConnection`), has it
/// connect to the address in its own configuration.
struct ElectionFilter: RelayFilter {
    private var greeting = ByteBuffer()
    private var isGreeted = false

    mutating func pass(_ bytes: ByteBuffer, to sink: inout ByteBuffer) -> Bool {
        guard !isGreeted else {
            sink.writeImmutableBuffer(bytes)
            return true
        }
        greeting.writeImmutableBuffer(bytes)
        guard let (number, length) = parse() else { return true }
        isGreeted = true
        greeting.moveReaderIndex(forwardBy: length)
        sink.writeInteger(number)
        sink.writeBuffer(&greeting)
        return true
    }

    /// The server's number and the length of the greeting, once it is whole: a version, which is negative, the number,
    /// and the address; or the number alone.
    private func parse() -> (number: Int64, length: Int)? {
        let start = greeting.readerIndex
        guard let version = greeting.getInteger(at: start, as: Int64.self) else { return nil }
        guard version < 0 else { return (version, 8) }
        guard let number = greeting.getInteger(at: start + 8, as: Int64.self),
            let length = greeting.getInteger(at: start + 16, as: Int32.self),
            greeting.readableBytes >= 20 + Int(length)
        else { return nil }
        return (number, 20 + max(0, Int(length)))
    }
}
