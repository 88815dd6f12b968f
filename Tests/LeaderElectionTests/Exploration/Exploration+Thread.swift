import Foundation

extension Exploration {
    /// Explores on a thread of its own: it takes a while, and the other tests need Swift's few threads.
    static func run(from world: World, limit: Int) async -> Exploration {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Exploration(from: world, limit: limit)) }
        }
    }
}
