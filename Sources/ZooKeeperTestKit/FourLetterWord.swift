import NIOCore

/// The server's commands for operators.
enum FourLetterWord {
    /// Sends `word` and returns all that the server answers.
    static func ask(_ word: String, host: String, port: UInt16) async throws -> String {
        try await RawConnection.open(host: host, port: port).executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: word))
            var answer = ""
            for try await bytes in inbound { answer += String(buffer: bytes) }
            return answer
        }
    }
}
