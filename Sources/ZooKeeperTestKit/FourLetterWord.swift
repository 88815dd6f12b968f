import NIOCore
import ZooKeeper

/// The server's commands for operators.
enum FourLetterWord {
    /// Sends `word` and returns all that the server answers.
    ///
    /// A server that is asked while it starts may stumble over it and leave the connection open without an answer: then
    /// it is better asked again than waited for.
    static func ask(_ word: String, host: String, port: UInt16, within limit: Duration) async throws -> String
    {
        let silence = TestKitError("\(host):\(port) does not answer to \(word)")
        return try await withDeadline(limit, timeout: silence) {
            try await RawConnection.open(host: host, port: port).executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: word))
                var answer = ""
                for try await bytes in inbound { answer += String(buffer: bytes) }
                return answer
            }
        }
    }
}
