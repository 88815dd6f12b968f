import NIOCore

@testable import ZooKeeperTestKit

/// Hands one byte on each time that it is asked, and ends the connection after a number of bytes where it is told to.
struct DrippingFilter: RelayFilter {
    /// How many bytes go on before the connection ends; `nil` for all of them.
    var limit: Int?

    private var held = ByteBuffer()
    private var passed = 0

    init(limit: Int? = nil) {
        self.limit = limit
    }

    mutating func pass(_ bytes: ByteBuffer, to sink: inout ByteBuffer) -> Bool {
        held.writeImmutableBuffer(bytes)
        // With an end in sight there is no hurry to go slow.
        let count = limit.map { min($0 - passed, held.readableBytes) } ?? min(1, held.readableBytes)
        if var part = held.readSlice(length: count) { sink.writeBuffer(&part) }
        passed += count
        return limit.map { passed < $0 } ?? true
    }
}
