import Logging

/// What the C library has said since there was a connection. While no server can be reached it says the same again and
/// again.
struct CLogRepeats {
    private static let limit = 100

    private var said: Set<String> = []

    /// The level for a line without a connection: its own for news, debug for what is repeated.
    mutating func level(of line: CLogLine) -> Logger.Level {
        guard line.level > .debug, said.count < Self.limit else { return .debug }
        // How late something is, in milliseconds, is never the same.
        let words = line.text.split(separator: " ").filter { $0.firstRange(of: "ms") == nil }
        return said.insert(words.joined(separator: " ")).inserted ? line.level : .debug
    }
}
