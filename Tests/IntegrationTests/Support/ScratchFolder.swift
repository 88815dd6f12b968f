import Foundation

/// A folder for what a test and its commands tell one another.
final class ScratchFolder: Sendable {
    private let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("elect-test-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file in it.
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Makes a file, and returns its path.
    @discardableResult
    func write(_ name: String, _ text: String = "") throws -> String {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }
}
