import NIOCore

/// Cuts what a leader sends to a follower into packets (`QuorumPacket`), which have no length in front.
struct QuorumPackets {
    /// A packet; or a snapshot, which follows its packet and is none itself.
    struct Packet {
        var bytes: ByteBuffer
        var kind: Kind?
    }

    /// The packets that matter here (`Leader`'s constants).
    enum Kind: Int32 {
        case ping = 5
        case revalidate = 6
        case snapshot = 15
    }

    /// What ends a snapshot: the path that follows the last node, and the signature. A node's data may be equal to the
    /// signature, but the path of a node is never this one.
    private static let endOfSnapshot =
        [0, 0, 0, 1] + Array("/".utf8) + [0, 0, 0, 10] + Array("BenWasHere".utf8)

    private var bytes = ByteBuffer()
    private var isSnapshotNext = false

    mutating func append(_ more: ByteBuffer) {
        bytes.writeImmutableBuffer(more)
    }

    /// The next packet, or `nil` while it is not whole.
    mutating func next() -> Packet? {
        guard let length = isSnapshotNext ? lengthOfSnapshot : lengthOfPacket,
            let packet = bytes.readSlice(length: length)
        else { return nil }
        bytes.discardReadBytes()
        guard !isSnapshotNext else {
            isSnapshotNext = false
            return Packet(bytes: packet)
        }
        let kind = packet.getInteger(at: packet.readerIndex, as: Int32.self).flatMap(Kind.init(rawValue:))
        isSnapshotNext = kind == .snapshot
        return Packet(bytes: packet, kind: kind)
    }

    private var lengthOfSnapshot: Int? {
        let view = bytes.readableBytesView
        return view.firstRange(of: Self.endOfSnapshot).map { $0.upperBound - view.startIndex }
    }

    /// Kind and transaction; the data; the credentials, which are two strings each. -1 stands for no data, no credentials.
    private var lengthOfPacket: Int? {
        var rest = bytes
        guard rest.readInteger(as: Int32.self) != nil, rest.readInteger(as: Int64.self) != nil,
            rest.skipBuffer(), let credentials = rest.readInteger(as: Int32.self)
        else { return nil }
        for _ in 0..<max(0, 2 * Int(credentials)) where !rest.skipBuffer() { return nil }
        return rest.readerIndex - bytes.readerIndex
    }
}

extension ByteBuffer {
    /// - Returns: whether there was a whole one.
    fileprivate mutating func skipBuffer() -> Bool {
        guard let length = readInteger(as: Int32.self) else { return false }
        return readSlice(length: max(0, Int(length))) != nil
    }
}
