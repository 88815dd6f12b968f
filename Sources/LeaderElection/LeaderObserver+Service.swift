#if ServiceLifecycle
    public import ServiceLifecycle

    /// An observer as a service: who leads is known for as long as the group runs.
    ///
    /// A group shuts its services down in reverse order: name the observer after a connection that it borrows, and before those that
    /// ask it.
    extension LeaderObserver: Service {
        /// Waits for the end of the observer, and closes it at a graceful shutdown and when the task is cancelled.
        ///
        /// Returns when all is done, also where somebody else has called ``close()``. It takes nothing from the readers of ``leaders``.
        ///
        /// - Throws: the observer's ``failure`` where it has ended by itself, and what ``close()`` throws. A task that is cancelled
        ///   returns when the observer is closed, and throws nothing for that.
        public func run() async throws {
            await cancelWhenGracefulShutdown { for await _ in self.leaders {} }
            try await close()
            if let failure { throw failure }
        }
    }
#endif
