import Foundation
import LeaderElection

/// What a process prints.
///
/// Into a file and not a pipe: a pipe ends only when everybody has closed it who was started meanwhile.
final class Captured: Sendable {
    /// Where the process prints to.
    let target: FileHandle
    private let source: Locked<FileHandle>

    init() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "captured-\(UUID().uuidString)"
        )
        guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        // Both handles stay; the name goes at once.
        defer { try? FileManager.default.removeItem(at: file) }
        target = try FileHandle(forWritingTo: file)
        source = Locked(try FileHandle(forReadingFrom: file))
    }

    /// All that was printed so far.
    var text: String {
        source.withLock { source in
            try? source.seek(toOffset: 0)
            return String(decoding: (try? source.readToEnd()) ?? Data(), as: UTF8.self)
        }
    }
}
