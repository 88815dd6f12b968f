import Foundation

/// The line on a terminal that says how things stand, and is written over. Where standard error is no terminal there is none.
enum StatusLine {
    static let isShown = isatty(STDERR_FILENO) == 1

    static func show(_ text: String) {
        write("\r\u{1B}[K\(text)")
    }

    static func clear() {
        write("\r\u{1B}[K")
    }

    private static func write(_ text: String) {
        guard isShown else { return }
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
