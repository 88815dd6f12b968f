import NIOCore

@testable import ZooKeeperTestKit

/// Hands a server's answers on as somebody would who wants to do harm, or whose memory is broken.
struct ManglingFilter: RelayFilter {
    /// What becomes of a frame.
    ///
    /// Not among these, because the C library itself ends the process then, and nobody can keep it from that: an answer with the
    /// right number whose body is damaged or too short (`deserialize_multi`, its assertions), and an answer to nothing while no
    /// request is under way (`zookeeper_process`, `assert(cptr)`).
    enum Harm: CaseIterable, Sendable {
        /// The answer goes on, and its length says so.
        case extended
        /// The answer belongs to another request.
        case wrongNumber
        /// The length says more than ever comes.
        case lengthTooLarge
        /// The length is negative.
        case lengthNegative
        /// The answer never comes.
        case missing
        /// The answer is noise.
        case noise
        /// The connection ends within the answer.
        case cut
    }

    /// How many answers pass before one is harmed, and so on after it.
    private let spared: ClosedRange<Int>
    private let harms: [Harm]
    private let noted: @Sendable (Harm) -> Void
    private var random: SeededGenerator
    private var frames = Frames()
    private var untilHarm: Int

    init(
        _ harms: [Harm],
        sparing spared: ClosedRange<Int>,
        seed: UInt64,
        noted: @escaping @Sendable (Harm) -> Void = { _ in }
    ) {
        self.harms = harms
        self.spared = spared
        self.noted = noted
        random = SeededGenerator(seed: seed)
        untilHarm = Int.random(in: spared, using: &random)
    }

    mutating func pass(_ bytes: ByteBuffer, to sink: inout ByteBuffer) -> Bool {
        frames.append(bytes)
        while let frame = frames.next() {
            // An answer to a request, so that one is under way: not a greeting, a ping, or the news of a watch.
            let isAnswer = frame.getInteger(at: frame.readerIndex, as: Int32.self).map { $0 > 0 } ?? false
            if isAnswer { untilHarm -= 1 }
            guard isAnswer, untilHarm < 0, let harm = harms.randomElement(using: &random) else {
                sink.writeImmutableBuffer(Frames.framed(frame))
                continue
            }
            untilHarm = Int.random(in: spared, using: &random)
            noted(harm)
            guard apply(harm, to: frame, &sink) else { return false }
        }
        return true
    }

    private mutating func apply(_ harm: Harm, to frame: ByteBuffer, _ sink: inout ByteBuffer) -> Bool {
        var bytes = Array(frame.readableBytesView)
        let count = bytes.count
        switch harm {
        case .extended: bytes += noise(Int.random(in: 1...64, using: &random))
        case .wrongNumber: bytes.replaceSubrange(0..<min(4, count), with: noise(min(4, count)))
        case .lengthTooLarge:
            // By what the next answers fill, or by so much that it goes back to the system when it is not needed any more.
            let more: ClosedRange<Int32> = .random(using: &random) ? 1...1_000 : 1 << 26...1_000_000_000
            sink.writeInteger(Int32(count) + .random(in: more, using: &random))
            sink.writeBytes(bytes)
            return true
        case .lengthNegative:
            sink.writeInteger(-Int32.random(in: 1...Int32.max, using: &random))
            sink.writeBytes(bytes)
            return true
        case .missing: return true
        case .noise: bytes = noise(Int.random(in: 0...200, using: &random))
        case .cut:
            var whole = Frames.framed(frame)
            let length = Int.random(in: 0..<whole.readableBytes, using: &random)
            if var part = whole.readSlice(length: length) { sink.writeBuffer(&part) }
            return false
        }
        sink.writeImmutableBuffer(Frames.framed(ByteBuffer(bytes: bytes)))
        return true
    }

    private mutating func noise(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in .random(in: 0...255, using: &random) }
    }
}
