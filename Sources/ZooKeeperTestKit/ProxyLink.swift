import NIOCore
import ZooKeeper

/// One connection through a proxy: a client on one side, the server on the other.
struct ProxyLink: Sendable {
    let client: RawConnection.Channel
    let upstream: (host: String, port: UInt16)
    let control: ProxyControl

    /// Carries frames until either side closes or a fault says so.
    func run() async throws {
        try await client.executeThenClose { fromClient, toClient in
            let server = try await RawConnection.open(host: upstream.host, port: upstream.port)
            try await server.executeThenClose { fromServer, toServer in
                let channels = [client.channel, server.channel]
                let close: @Sendable () -> Void = { for channel in channels { channel.close(promise: nil) } }
                guard let number = control.add(close: close) else { return }
                defer { control.remove(number) }
                /// The number of the request whose reply is kept.
                let kept = Locked<Int32?>(nil)
                await withTaskGroup { group in
                    group.addTask { try? await carryRequests(fromClient, toServer, kept) }
                    group.addTask { try? await carryReplies(fromServer, toClient, kept) }
                    await group.next()
                    close()
                    control.wake()
                    group.cancelAll()
                }
            }
        }
    }

    private func carryRequests(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ sink: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ kept: Locked<Int32?>
    ) async throws {
        var frames = Frames()
        var isGreeting = true
        for try await bytes in source {
            frames.append(bytes)
            while let frame = frames.next() {
                await control.untilThawed { client.channel.isActive }
                if !isGreeting, let operation = operation(of: frame) {
                    switch control.pass(operation) {
                    case .keepRequest: return
                    case .keepReply: kept.withLock { $0 = frame.getInteger(at: frame.readerIndex) }
                    case nil: break
                    }
                }
                isGreeting = false
                try await sink.write(Frames.framed(frame))
            }
        }
    }

    private func carryReplies(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ sink: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ kept: Locked<Int32?>
    ) async throws {
        var frames = Frames()
        var isGreeting = true
        for try await bytes in source {
            frames.append(bytes)
            while let frame = frames.next() {
                await control.untilThawed { client.channel.isActive }
                if !isGreeting, let request: Int32 = frame.getInteger(at: frame.readerIndex),
                    request == kept.withLock({ $0 })
                {
                    return
                }
                isGreeting = false
                try await sink.write(Frames.framed(frame))
            }
        }
    }

    private func operation(of frame: ByteBuffer) -> Operation? {
        frame.getInteger(at: frame.readerIndex + 4, as: Int32.self).flatMap(Operation.init(rawValue:))
    }
}
