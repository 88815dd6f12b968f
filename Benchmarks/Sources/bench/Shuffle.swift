/// Puts things into another order each time; with the same seed into the same ones.
final class Shuffle {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        /// SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private var generator: Generator

    init(seed: Int) {
        generator = Generator(state: UInt64(seed))
    }

    func order<Element>(_ elements: [Element]) -> [Element] {
        elements.shuffled(using: &generator)
    }
}
