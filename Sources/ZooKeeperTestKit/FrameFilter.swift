import NIOCore

/// Lets frames pass until one that does not; that ends the connection.
struct FrameFilter: RelayFilter {
    /// Not asked about the first frame, which is the greeting or the answer to it.
    let passes: @Sendable (ByteBuffer) -> Bool

    private var frames = Frames()
    private var isGreeting = true

    init(passes: @escaping @Sendable (ByteBuffer) -> Bool) {
        self.passes = passes
    }

    mutating func pass(_ bytes: ByteBuffer, to sink: inout ByteBuffer) -> Bool {
        frames.append(bytes)
        while let frame = frames.next() {
            guard isGreeting || passes(frame) else { return false }
            isGreeting = false
            sink.writeImmutableBuffer(Frames.framed(frame))
        }
        return true
    }
}
