#if ServiceLifecycle
    public import ServiceLifecycle
    import ZooKeeper

    /// An elector as a service: a candidate for as long as the group runs.
    ///
    /// A group shuts its services down in reverse order: name the elector after a connection that it borrows, and before a
    /// ``LeaderService``.
    extension Elector: Service {
        /// Waits for the end of the elector, and closes it at a graceful shutdown and when the task is cancelled.
        ///
        /// The closing is that of ``close()``: a body of ``withLeadership(_:)`` is ended first, then leadership is given up. Returns
        /// when all is done, also where somebody else has called ``close()``. It does not read ``events``.
        ///
        /// - Throws: the elector's ``failure`` where it has ended by itself, else what ``close()`` throws. A task that is cancelled
        ///   returns when the elector is closed, and throws nothing for that.
        public func run() async throws {
            await cancelWhenGracefulShutdown { [candidacy] in
                for await position in candidacy.standing.position.subscribe() where position == .ended {
                    break
                }
            }
            do {
                try await close()
            } catch {
                throw failure ?? error
            }
            if let failure { throw failure }
        }
    }
#endif
