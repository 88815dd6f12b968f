import NIOCore
import ZooKeeper

/// Closes a session that somebody else uses.
enum SessionCloser {
    static func close(_ session: Int64, at address: String) async throws {
        let (host, port) = try AddressText.split(address)
        // Its owner may take it back before the close is read, and then this connection is dropped: once more.
        try await Poll.until("session 0x\(String(session, radix: 16)) is closed") {
            // A server that stands still lets anybody connect and does not answer.
            let isClosed = try? await withDeadline(.seconds(2)) {
                try await attempt(session, host: host, port: port)
            }
            try Task.checkCancellation()
            return isClosed ?? false
        }
    }

    /// - Returns: whether the server says that the session is gone.
    private static func attempt(_ session: Int64, host: String, port: UInt16) async throws -> Bool {
        try await RawConnection.open(host: host, port: port).executeThenClose { inbound, outbound in
            var both = Frames.framed(greeting(session))
            both.writeImmutableBuffer(Frames.framed(closing))
            try await outbound.write(both)
            var frames = Frames()
            var isGreeted = false
            for try await bytes in inbound {
                frames.append(bytes)
                while let frame = frames.next() {
                    // The answer to a greeting of a session that is gone grants a timeout of 0.
                    if !isGreeted, frame.getInteger(at: frame.readerIndex + 4, as: Int32.self) == 0 {
                        return true
                    }
                    if isGreeted { return true }
                    isGreeted = true
                }
            }
            return false
        }
    }

    private static func greeting(_ session: Int64) -> ByteBuffer {
        var request = ByteBuffer()
        request.writeInteger(Int32(0))  // version of the protocol
        request.writeInteger(Int64(0))  // the last transaction that was seen
        request.writeInteger(Int32(10_000))  // the timeout that is asked for, in milliseconds
        request.writeInteger(session)
        let password = SessionPassword.bytes(of: session)
        request.writeInteger(Int32(password.count))
        request.writeBytes(password)
        request.writeInteger(UInt8(0))  // not read-only
        return request
    }

    private static var closing: ByteBuffer {
        var request = ByteBuffer()
        request.writeInteger(Int32(1))  // the number of the request
        request.writeInteger(Int32(-11))  // closeSession
        return request
    }
}
