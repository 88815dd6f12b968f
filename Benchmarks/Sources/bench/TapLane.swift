import NIOCore
import Synchronization

/// One direction of a connection through a ``Tap``. Hands on what comes, and counts the frames in it.
final class TapLane: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let answerToPing: Int32 = -2

    private let peer: any Channel
    private let isToServer: Bool
    private let traffic: Tap.Count
    private var unparsed = ByteBuffer()
    /// The first frame is the set-up of the session.
    private var isSetUp = false

    init(peer: any Channel, isToServer: Bool, traffic: Tap.Count) {
        self.peer = peer
        self.isToServer = isToServer
        self.traffic = traffic
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        peer.writeAndFlush(bytes, promise: nil)
        unparsed.writeBuffer(&bytes)
        while let length = unparsed.getInteger(at: unparsed.readerIndex, as: Int32.self),
            let frame = unparsed.getSlice(at: unparsed.readerIndex + 4, length: Int(length))
        {
            unparsed.moveReaderIndex(forwardBy: 4 + Int(length))
            count(frame)
        }
        unparsed.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) {
        peer.close(promise: nil)
    }

    private func count(_ frame: ByteBuffer) {
        guard isSetUp else { return isSetUp = true }
        let number = frame.getInteger(at: frame.readerIndex, as: Int32.self)
        let size = frame.readableBytes + 4
        if !isToServer {
            if number != Self.answerToPing { traffic.withLock { $0.bytes += size } }
        } else if let kind = frame.getInteger(at: frame.readerIndex + 4, as: Int32.self) {
            traffic.withLock { $0.note(request: kind, bytes: size) }
        }
    }
}
