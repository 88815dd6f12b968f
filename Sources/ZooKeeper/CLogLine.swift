import Logging

/// A line of the C library's log: `date,ms:pid(0xthread):ZOO_LEVEL@function@line: text`.
struct CLogLine: Hashable, Sendable {
    var level: Logger.Level
    var function: String?
    var text: String

    /// Whether it says that a server accepted a connection and was sent the greeting.
    var tellsOfGreeting: Bool { text.hasPrefix("initiated connection to server") }

    /// Whether it says that a server is asked to end the session, because the handle is closed.
    var tellsOfClose: Bool { text.hasPrefix("Closing zookeeper sessionId") }

    init(parsing line: String) {
        var line = line[...]
        while line.last?.isNewline == true { line.removeLast() }
        guard let mark = line.firstRange(of: ":ZOO_") else {
            level = .debug
            text = String(line)
            return
        }
        let parts = line[mark.upperBound...].split(separator: "@", maxSplits: 2)
        // A library logs at info or below: whether something is an error is for its user to say.
        level = parts.first == "ERROR" || parts.first == "WARN" ? .info : .debug
        guard parts.count == 3, let colon = parts[2].firstRange(of: ": ") else {
            text = String(line[mark.upperBound...])
            return
        }
        function = String(parts[1])
        text = String(parts[2][colon.upperBound...])
    }
}
