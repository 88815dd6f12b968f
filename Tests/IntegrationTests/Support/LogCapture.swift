import LeaderElection
import Logging

/// A logger whose lines a test can read.
final class LogCapture: Sendable {
    struct Line: Sendable {
        var level: Logger.Level
        var text: String
    }

    private let captured = Locked<[Line]>([])

    var lines: [Line] { captured.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "captured", factory: { [captured] _ in Handler(captured: captured) })
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let captured: Locked<[Line]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let extra = event.metadata?.map { " \($0.key)=\($0.value)" }.sorted().joined() ?? ""
            captured.withLock { $0.append(Line(level: event.level, text: "\(event.message)\(extra)")) }
        }
    }
}
