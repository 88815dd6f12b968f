import ZooKeeperTestKit

/// Texts made of others by small changes, the same in each run: bytes that are lost, doubled, exchanged or put in, and texts
/// that are put together. Not all of them are UTF-8.
struct Mutations: Sendable {
    private static let favourites =
        Array("/:,.[]-_@\\ \n\0aé0129\u{7F}\u{301}".utf8) + [0xFF, 0xC3, 0xED, 0xA0]

    private let seeds: [[UInt8]]
    private let rounds = 5_000

    init(of texts: [String]) {
        seeds = texts.map { Array($0.utf8) }
    }

    /// Calls `body` with the texts themselves and then with what becomes of them.
    func forEach(_ body: ([UInt8]) -> Void) {
        var random = SeededGenerator(seed: UInt64(rounds))
        for seed in seeds { body(seed) }
        for _ in 0..<rounds {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes, &random) }
            body(bytes)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let byte = Self.favourites.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where place < bytes.count: bytes.remove(at: place)
        case 1 where place < bytes.count: bytes[place] = byte
        case 2 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
        case 3: bytes += seeds.randomElement(using: &random) ?? []
        case 4: bytes.insert(contentsOf: bytes.prefix(place), at: place)
        default: bytes.insert(byte, at: place)
        }
        // Doubling what was doubled would not end well.
        if bytes.count > 4_096 { bytes.removeLast(bytes.count - 4_096) }
    }
}
