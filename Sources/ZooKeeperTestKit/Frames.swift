import NIOCore

/// Cuts a stream of bytes into ZooKeeper's frames: four bytes of length, and as many bytes as they say.
struct Frames {
    private var bytes = ByteBuffer()

    mutating func append(_ more: ByteBuffer) {
        var more = more
        bytes.writeBuffer(&more)
    }

    /// The next frame without its length, or `nil` while it is not whole.
    mutating func next() -> ByteBuffer? {
        guard let length = bytes.getInteger(at: bytes.readerIndex, as: Int32.self), length >= 0,
            bytes.readableBytes >= 4 + Int(length)
        else { return nil }
        bytes.moveReaderIndex(forwardBy: 4)
        defer { bytes.discardReadBytes() }
        return bytes.readSlice(length: Int(length))
    }

    /// A frame with its length in front.
    static func framed(_ body: ByteBuffer) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger(Int32(body.readableBytes))
        var body = body
        frame.writeBuffer(&body)
        return frame
    }
}
