/// Numbers that look random and follow from a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
        // Seeds are small numbers that follow one another.
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
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
