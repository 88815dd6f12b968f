import Logging
import ZooKeeper

/// What is under a base path and is no candidate: ignored, with one warning for each, however often the list is read.
final class Strangers: Sendable {
    private let logger: Logger
    /// Those that were there when the list was read last: a node that comes back is told again.
    private let known = Locked<Set<String>>([])

    init(logger: Logger) {
        self.logger = logger
    }

    /// Notes which there are now.
    func note(_ names: [String]) {
        let news = known.withLock { known in
            defer { if !names.isEmpty || !known.isEmpty { known = Set(names) } }
            return names.filter { !known.contains($0) }
        }
        for name in news {
            logger.warning(
                "ignoring a node that is no candidate",
                metadata: [LogKey.electionNode: "\(name)"]
            )
        }
    }
}
