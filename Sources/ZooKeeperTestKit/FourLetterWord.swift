import NIOCore
import ZooKeeper

/// The server's commands for operators.
enum FourLetterWord {
    /// A server that is asked while it starts may stumble over it and leave the connection open without an answer.
    private static let patience = Duration.seconds(1)

    /// Sends `word` and returns all that the server answers.
    static func ask(_ word: String, host: String, port: UInt16) async throws -> String {
        try await withDeadline(patience, timeout: TestKitError("\(host):\(port) does not answer to \(word)"))
        {
            try await RawConnection.open(host: host, port: port).executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: word))
                var answer = ""
                for try await bytes in inbound { answer += String(buffer: bytes) }
                return answer
            }
        }
    }
}
