#if ServiceLifecycle
    public import ServiceLifecycle

    /// A connection as a service: its session for as long as the group runs.
    ///
    /// ```swift
    /// let connection = ZKConnection(addrs: ["127.0.0.1:2181"])
    /// let group = ServiceGroup(services: [connection, api], gracefulShutdownSignals: [.sigterm], logger: logger)
    /// try await group.run()
    /// ```
    ///
    /// A group shuts its services down in reverse order: name the connection before those that use it.
    extension ZKConnection: Service {
        /// Connects where that is not done yet, opens another session each time that one has expired, and closes the connection
        /// at a graceful shutdown, when the task is cancelled, and before it throws.
        ///
        /// A server that is away later on is no error: it is tried for until the shutdown. Returns also after ``close()``.
        ///
        /// - Throws: what ``connect()`` throws: at first whatever it is, later what no repetition can mend, for example
        ///   ``ZKError/Code/authFailed``. A task that is cancelled returns when the connection is closed, and throws nothing.
        public nonisolated func run() async throws {
            do {
                try await cancelWhenGracefulShutdown { try await self.keepSession() }
            } catch {
                let isClosed = link.present == .closed
                await close()
                if isClosed || error is CancellationError { return }
                throw error
            }
            await close()
        }

        private nonisolated func keepSession() async throws {
            try await connect()
            for await event in events() {
                switch event.state {
                case .expired: try await connectAgain()
                case .authFailed: throw ZKError(.authFailed, operation: "run")
                default: break
                }
            }
        }

        private nonisolated func connectAgain() async throws {
            var backoff = Backoff.sessions
            while true {
                do {
                    try await connect()
                    return
                } catch let error as ZKError where error.code.isWorthAnotherSession {
                    try await backoff.wait()
                }
            }
        }
    }
#endif
