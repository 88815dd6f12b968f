import Foundation

/// Standard input, of which only the end matters: it comes when the conductor says so and when the conductor is gone.
enum StandardInput {
    static var end: AsyncStream<Void> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                continuation.finish()
            }
        }
    }
}
