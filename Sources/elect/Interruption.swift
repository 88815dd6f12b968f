import Foundation
import UnixSignals

/// Runs `body`, and cancels it on SIGHUP, SIGINT or SIGTERM and, where asked, at the end of standard input.
///
/// Returns when `body` has: it is expected to put things in order when it is cancelled.
func untilInterrupted(
    orEndOfInput endsWithInput: Bool = false,
    _ body: @escaping @Sendable () async throws -> Void
) async throws {
    let heeded = GuardedCommand.heeded([.sighup, .sigint, .sigterm])
    let signals = await UnixSignalsSequence(trapping: heeded)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await body() }
        if !heeded.isEmpty { group.addTask { for await _ in signals { return } } }
        if endsWithInput {
            group.addTask { for await _ in StandardInput.end { return } }
        }
        do {
            try await group.next()
            group.cancelAll()
            while try await group.next() != nil {}
        } catch is CancellationError {
            // It was told to stop, and has.
        }
    }
}

/// Standard input, of which only the end matters.
private enum StandardInput {
    static var end: AsyncStream<Void> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                continuation.yield()
                continuation.finish()
            }
        }
    }
}
