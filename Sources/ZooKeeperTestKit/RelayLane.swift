import NIOCore

/// One direction of a connection through a relay.
///
/// What is read waits in a queue for its turn, so that holding it back loses nothing and is not noticed by the sender.
struct RelayLane: Sendable {
    /// `nil` bytes are the end; no bytes are a nudge.
    private typealias Item = (bytes: ByteBuffer?, arrival: ContinuousClock.Instant)

    private let direction: FaultProxy.Direction
    private let control: RelayControl
    private let items: AsyncStream<Item>
    private let queue: AsyncStream<Item>.Continuation

    init(_ direction: FaultProxy.Direction, control: RelayControl) {
        self.direction = direction
        self.control = control
        (items, queue) = AsyncStream.makeStream()
    }

    /// Has the lane look again at what it holds back.
    func nudge() {
        put(ByteBuffer())
    }

    /// Carries bytes until the source has ended, the filter says so, or the task is cancelled.
    func carry(
        from source: NIOAsyncChannelInboundStream<ByteBuffer>,
        to sink: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        filter: (any RelayFilter)?
    ) async throws {
        async let _ = read(source)
        var filter = filter
        var held: [ByteBuffer?] = []
        for await (bytes, arrival) in items {
            held.append(bytes)
            let delay = control.delay
            if delay > .zero { try await Task.sleep(until: arrival + delay, clock: .continuous) }
            guard !control.isStalled(direction) else { continue }
            for bytes in held {
                guard let bytes else { return }
                var passing = ByteBuffer()
                let goesOn = filter?.pass(bytes, to: &passing)
                if goesOn == nil { passing = bytes }
                if passing.readableBytes > 0 { try await sink.write(passing) }
                if goesOn == false { return }
            }
            held = []
        }
    }

    private func read(_ source: NIOAsyncChannelInboundStream<ByteBuffer>) async {
        // However it ends, it ends.
        do { for try await bytes in source { put(bytes) } } catch {}
        put(nil)
    }

    private func put(_ bytes: ByteBuffer?) {
        queue.yield((bytes, .now))
    }
}
