import ZooKeeperTestKit

extension SeededGenerator {
    /// Begins with a number of its own for each seed: those are small numbers that follow one another.
    init(spreading seed: UInt64) {
        var first = SeededGenerator(seed: seed)
        self.init(seed: first.next())
    }

    /// Whether something happens that happens once in `n` times.
    mutating func once(in n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// A time up to `longest`.
    mutating func upTo(_ longest: Duration) -> Duration {
        .nanoseconds(Int64.random(in: 0...max(0, longest.inNanoseconds), using: &self))
    }

    mutating func between(_ shortest: Duration, _ longest: Duration) -> Duration {
        shortest + upTo(longest - shortest)
    }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }
}

extension Duration {
    /// Rounded up, so that what is due then is not too early.
    var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + (attoseconds + 999_999_999) / 1_000_000_000
    }

    /// In seconds, for a person to read.
    var inSeconds: String {
        let microseconds = inNanoseconds / 1_000
        let digits = String(microseconds % 1_000_000 + 1_000_000).dropFirst()
        return "\(microseconds / 1_000_000).\(digits)"
    }
}
