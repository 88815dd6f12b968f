import Synchronization

/// Counts up from 0.
final class Counter: Sendable {
    private let count = Atomic(0)

    func next() -> Int {
        count.wrappingAdd(1, ordering: .relaxed).oldValue
    }
}
