#if ServiceLifecycle
    import LeaderElection
    import ServiceLifecycle
    import ZooKeeperTestKit

    /// What became of the services that a ``LeaderService`` ran, in order.
    final class WorkLog: Sendable {
        struct Entry: Sendable {
            var token: Int64
            /// Whether it led when it was told to end; `nil` while it runs.
            var ledAtEnd: Bool?
            var wasCancelled = false
        }

        private let log = Locked<[Entry]>([])
        /// How many there were when one was last waited for.
        private let seen = Locked(0)

        var entries: [Entry] { log.withLock { $0 } }
        var running: [Int64] { entries.filter { $0.ledAtEnd == nil }.map(\.token) }

        /// A service that works until a graceful shutdown.
        func worker(_ leadership: Leadership) -> some Service {
            service(leadership) { try await gracefulShutdown() }
        }

        /// A service that does this.
        func service(
            _ leadership: Leadership,
            _ body: @escaping @Sendable () async throws -> Void
        ) -> some Service {
            ClosureService { [log] in
                let number = log.withLock { log in
                    log.append(Entry(token: leadership.token))
                    return log.count - 1
                }
                defer {
                    log.withLock { log in
                        log[number].ledAtEnd = leadership.isValid
                        log[number].wasCancelled = Task.isCancelled
                    }
                }
                try await body()
            }
        }

        /// Waits until a service runs that began after the one that this returned before.
        ///
        /// Not the next one: on a machine that stands still for a moment its lease may be over before anybody has seen it run.
        func untilRunning() async throws -> Entry {
            let seen = seen.withLock { $0 }
            let (entry, count) = try await Poll.value("a service after \(seen) runs") {
                let entries = entries
                guard entries.count > seen, let last = entries.last, last.ledAtEnd == nil else {
                    return (entry: Entry, count: Int)?.none
                }
                return (last, entries.count)
            }
            self.seen.withLock { $0 = count }
            return entry
        }
    }
#endif
