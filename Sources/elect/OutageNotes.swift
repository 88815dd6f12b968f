import LeaderElection
import Logging

/// What an elector logs while no server grants a session: told once in each outage, for it tries again and again.
struct OutageNotes: LogHandler {
    private let tell: @Sendable (EventRecord) -> Void
    private let isTold = Locked(false)

    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    static func logger(_ tell: @escaping @Sendable (EventRecord) -> Void) -> Logger {
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
        let isOutage = event.message.description == "no session, trying again"
        let isNews = isTold.withLock { isTold in
            defer { isTold = isOutage }
            return isOutage && !isTold
        }
        guard isNews else { return }
        tell(EventRecord(event: .waiting, error: event.metadata?[LogKey.electionReason].map { "\($0)" }))
    }
}
