import Foundation
import LeaderElection

/// The line on a terminal that says how things stand, and is written over. Where standard error is no terminal there is none.
enum StatusLine {
    static let isPossible = isatty(STDERR_FILENO) == 1

    private static let isShown = Locked(false)

    static func show(_ text: String) {
        guard isPossible else { return }
        isShown.withLock { isShown in
            isShown = true
            write("\r\u{1B}[K\(text)")
        }
    }

    /// Removes it, where it is there: what else is on that line of the terminal is somebody else's.
    static func clear() {
        isShown.withLock { isShown in
            if isShown { write("\r\u{1B}[K") }
            isShown = false
        }
    }

    private static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
