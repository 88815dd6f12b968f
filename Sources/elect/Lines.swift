import Foundation

/// The lines that come out of a pipe.
struct Lines: Sendable {
    private let stream: AsyncStream<String>

    init(of handle: FileHandle) {
        let continuation: AsyncStream<String>.Continuation
        (stream, continuation) = AsyncStream.makeStream(of: String.self)
        Thread.detachNewThread {
            var rest = Data()
            while case let data = handle.availableData, !data.isEmpty {
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest = rest[rest.index(after: end)...]
                }
            }
            continuation.finish()
        }
    }

    /// The next line, or `nil` at the end.
    func next() async -> String? {
        await stream.first { _ in true }
    }
}
