import NIOCore

@testable import ZooKeeperTestKit

/// Something that listens and is no ZooKeeper server.
enum JunkServer {
    /// Runs `body` with its address.
    ///
    /// - Parameter answer: what it sends to whatever it receives; `nil` for nothing.
    static func run(answer: [UInt8]?, _ body: (_ address: String) async throws -> Void) async throws {
        let listener = try await RawListener.start(host: "127.0.0.1") { client in
            try? await client.executeThenClose { inbound, outbound in
                for try await _ in inbound {
                    guard let answer else { continue }
                    // More than was asked for: whoever takes the first for a greeting does not expect the others.
                    for _ in 0..<3 { try await outbound.write(ByteBuffer(bytes: answer)) }
                }
            }
        }
        do {
            try await body(listener.address)
        } catch {
            await listener.stop()
            throw error
        }
        await listener.stop()
    }
}
