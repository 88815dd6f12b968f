import NIOCore
import ZooKeeper

/// Keeps from a follower, while it lags, what its leader tells it.
///
/// Heartbeats and answers about sessions overtake what is held back, as they do in a follower that is slow to apply: it
/// answers these where it reads them, while transactions wait for their turn. So it keeps its place in the ensemble and
/// takes clients in.
struct LagFilter: RelayFilter {
    let isLagging: Locked<Bool>

    private var packets = QuorumPackets()
    private var held = ByteBuffer()

    init(isLagging: Locked<Bool>) {
        self.isLagging = isLagging
    }

    mutating func pass(_ bytes: ByteBuffer, to sink: inout ByteBuffer) -> Bool {
        let isLagging = isLagging.withLock { $0 }
        if !isLagging {
            sink.writeBuffer(&held)
            held.clear()
        }
        packets.append(bytes)
        while let packet = packets.next() {
            if isLagging, packet.kind != .ping, packet.kind != .revalidate {
                held.writeImmutableBuffer(packet.bytes)
            } else {
                sink.writeImmutableBuffer(packet.bytes)
            }
        }
        return true
    }
}
