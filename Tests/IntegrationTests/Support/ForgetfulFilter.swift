import NIOCore
import ZooKeeper

@testable import ZooKeeperTestKit

/// Answers requests, while there is an error to answer with, as a server does that has ended the session and left the connection open.
struct ForgetfulFilter: RelayFilter {
    let error: Locked<Int32?>
    private var frames = Frames()
    private var isGreeted = false

    init(error: Locked<Int32?>) {
        self.error = error
    }

    mutating func pass(_ bytes: ByteBuffer, to sink: inout ByteBuffer) -> Bool {
        frames.append(bytes)
        while var frame = frames.next() {
            // Numbers below that are those of pings, and of the news of a watch.
            if isGreeted, let error = error.withLock({ $0 }),
                let number = frame.getInteger(at: frame.readerIndex, as: Int32.self), number > 0
            {
                // After the numbers of the request and of the last transaction.
                frame.setInteger(error, at: frame.readerIndex + 12)
            }
            isGreeted = true
            sink.writeImmutableBuffer(Frames.framed(frame))
        }
        return true
    }
}
