import NIOCore
import ZooKeeper

/// The requests that a test wants to lose, and how many passed.
final class RequestFaults: Sendable {
    enum Fault { case keepReply, keepRequest }

    private struct State {
        var faults: [Operation: Fault] = [:]
        var counts: [Operation: Int] = [:]
    }

    private let state = Locked(State())

    var isArmed: Bool { state.withLock { !$0.faults.isEmpty } }

    func arm(_ operation: Operation, _ fault: Fault) {
        state.withLock { $0.faults[operation] = fault }
    }

    func disarm() {
        state.withLock { $0.faults = [:] }
    }

    func count(of operation: Operation) -> Int {
        state.withLock { $0.counts[operation, default: 0] }
    }

    /// The filters of a new connection.
    func filters() -> RelayFilters {
        /// The number of the request whose reply is kept.
        let kept = Locked<Int32?>(nil)
        return [
            .toServer: FrameFilter { [self] request in
                guard let operation = Self.operation(of: request) else { return true }
                switch pass(operation) {
                case .keepRequest: return false
                case .keepReply: kept.withLock { $0 = Self.number(of: request) }
                case nil: break
                }
                return true
            },
            .toClient: FrameFilter { reply in
                kept.withLock { $0 == nil || $0 != Self.number(of: reply) }
            },
        ]
    }

    /// Notes a request, and takes the fault that it is to meet.
    private func pass(_ operation: Operation) -> Fault? {
        state.withLock { state in
            let fault = state.faults.removeValue(forKey: operation)
            if fault != .keepRequest { state.counts[operation, default: 0] += 1 }
            return fault
        }
    }

    /// The number that a request and its reply share.
    private static func number(of frame: ByteBuffer) -> Int32? {
        frame.getInteger(at: frame.readerIndex)
    }

    private static func operation(of request: ByteBuffer) -> Operation? {
        request.getInteger(at: request.readerIndex + 4, as: Int32.self).flatMap(Operation.init(rawValue:))
    }
}
