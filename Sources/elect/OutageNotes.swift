import LeaderElection
import Logging

/// What an elector logs while no server grants a session: told once in each outage, for it tries again and again.
struct OutageNotes: LogHandler {
    private let tell: @Sendable (EventRecord) -> Void
    private let isTold = Locked(false)

    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    /// - Parameter tell: told of an outage; by default it is noted in words.
    static func logger(
        _ tell: @escaping @Sendable (EventRecord) -> Void = { Output.note("elect: \($0.text)") }
    ) -> Logger {
        Logger(label: "elect") { _ in OutageNotes(tell: tell) }
    }

    private init(tell: @escaping @Sendable (EventRecord) -> Void) {
        self.tell = tell
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let isOutage = event.message == LogLine.noSession
        let isNews = isTold.withLock { isTold in
            defer { isTold = isOutage }
            return isOutage && !isTold
        }
        guard isNews else { return }
        tell(EventRecord(event: .waiting, error: event.metadata?[LogKey.electionReason].map { "\($0)" }))
    }
}
