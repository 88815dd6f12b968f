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
                guard let link = control.add(close: close) else { return }
                defer { control.remove(link) }
                /// The number of the request whose reply is kept.
                let kept = Locked<Int32?>(nil)
                await withTaskGroup { group in
                    group.addTask {
                        try? await carry(fromClient, to: toServer) { request in
                            guard let operation = operation(of: request) else { return true }
                            switch control.pass(operation) {
                            case .keepRequest: return false
                            case .keepReply: kept.withLock { $0 = number(of: request) }
                            case nil: break
                            }
                            return true
                        }
                    }
                    group.addTask {
                        try? await carry(fromServer, to: toClient) { reply in
                            kept.withLock { $0 == nil || $0 != number(of: reply) }
                        }
                    }
                    await group.next()
                    close()
                    control.wake()
                    group.cancelAll()
                }
            }
        }
    }

    /// Carries frames one way until the source ends or `passes` says that one does not pass. It is not asked about the
    /// first, which is the greeting or the answer to it.
    private func carry(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>,
        to sink: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        passes: (ByteBuffer) -> Bool
    ) async throws {
        var frames = Frames()
        var isGreeting = true
        for try await bytes in source {
            frames.append(bytes)
            while let frame = frames.next() {
                await control.untilThawed { client.channel.isActive }
                guard isGreeting || passes(frame) else { return }
                isGreeting = false
                try await sink.write(Frames.framed(frame))
            }
        }
    }

    /// The number that a request and its reply share.
    private func number(of frame: ByteBuffer) -> Int32? {
        frame.getInteger(at: frame.readerIndex)
    }

    private func operation(of request: ByteBuffer) -> Operation? {
        request.getInteger(at: request.readerIndex + 4, as: Int32.self).flatMap(Operation.init(rawValue:))
    }
}
