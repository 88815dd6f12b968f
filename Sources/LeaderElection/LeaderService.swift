#if ServiceLifecycle
    public import ServiceLifecycle
    import ZooKeeper

    /// Runs another service while, and only while, this candidate leads.
    ///
    /// ```swift
    /// let group = ServiceGroup(
    ///     services: [
    ///         elector,
    ///         LeaderService(elector: elector) { leadership in Scheduler(fencedBy: leadership.token) },
    ///     ],
    ///     gracefulShutdownSignals: [.sigterm],
    ///     logger: logger
    /// )
    /// try await group.run()
    /// ```
    ///
    /// With each gain of leadership a service is made and run. It is shut down gracefully when leadership is lost, when its lease
    /// is about to end (a twelfth of the session timeout before that, a sixteenth right after a gain), and when somebody calls ``Elector/close()`` or
    /// ``Elector/resign(rejoin:timeout:)``; and it is waited for before the next candidate can lead on account of this one. The
    /// lease does not wait: a service must heed the shutdown in time, or is cancelled where there is a grace period. What it calls
    /// on the elector counts as called from a body of ``Elector/withLeadership(_:)``.
    public struct LeaderService: Service {
        private let elector: Elector
        private let gracePeriod: Duration?
        private let service: @Sendable (Leadership) async throws -> any Service

        /// Creates a service, which leaves the elector to others: it does not close it.
        ///
        /// - Parameters:
        ///   - elector: whose leadership to wait for; before this one in a group. ``Elector/withLeadership(_:)`` is
        ///     ``ElectorError/Code/busy`` while this runs.
        ///   - gracePeriod: how long the service may take for a graceful shutdown before it is cancelled; `nil` for as long as it
        ///     likes.
        ///   - service: makes the service of one period of leading. Cancelled where that ends meanwhile.
        public init(
            elector: Elector,
            gracePeriod: Duration? = nil,
            service: @escaping @Sendable (_ leadership: Leadership) async throws -> any Service
        ) {
            self.elector = elector
            self.gracePeriod = gracePeriod
            self.service = service
        }

        /// Runs the service in each period of leading, until a graceful shutdown, the end of the elector, or the end of the service
        /// by itself.
        ///
        /// However it ends, the service has ended first, and then this candidate has given up its place and stands no more, as
        /// after ``Elector/resign(rejoin:timeout:)`` with ``Elector/Rejoin/no``. A candidate that has withdrawn is waited for until
        /// it stands again. Cancelling the task cancels the service, and the waiting for leadership with `CancellationError`.
        ///
        /// - Throws: what the service throws or its making, except that `CancellationError` of one that was shut down for the loss
        ///   of leadership, and ``ElectorError/Code/notLeader``, are the loss itself. The elector's ``Elector/failure`` where it has
        ///   ended by itself. ``ElectorError`` with ``ElectorError/Code/busy`` while ``Elector/withLeadership(_:)`` or another of
        ///   these is under way, and ``ElectorError/Code/noLease`` on a hand-written `Conn` that cannot have a lease.
        public func run() async throws {
            let scope = elector.candidacy.scope
            try scope.enter()
            defer { scope.leave() }
            do {
                try await serve()
            } catch {
                await withdraw()
                throw error
            }
            await withdraw()
        }

        /// Gives up the place, be the task cancelled or not. Where the elector has ended, or stands no more, that is done.
        private func withdraw() async {
            _ = await Task { try await elector.resign(rejoin: .no) }.result
        }

        private func serve() async throws {
            while let leadership = try await nextLeadership() {
                let (result, interruption) = await runService(under: leadership)
                do {
                    try result.get()
                    // It has ended by itself, or with the group.
                    if interruption == nil { return }
                } catch let error as ElectorError where error.code == .notLeader {
                    // It was told so before we were.
                } catch is CancellationError where interruption != nil {
                    // That is how it ends.
                }
                if interruption == .drain {
                    // Whoever wanted the end of it releases this leadership, which is not to be taken for another one.
                    await cancelWhenGracefulShutdown { [candidacy = elector.candidacy] in
                        await candidacy.untilEnding(leadership.tenure)
                    }
                } else if leadership.isValid {
                    // Its lease has not run out yet: somebody else may lead at once.
                    _ = await Task { try await elector.resign(ending: leadership.tenure) }.result
                }
            }
        }

        /// Waits for leadership. `nil` after a graceful shutdown, and where somebody has closed the elector.
        private func nextLeadership() async throws -> Leadership? {
            do {
                let leadership = try await cancelWhenGracefulShutdown { try await elector.nextLeadership() }
                return Task.isShuttingDownGracefully ? nil : leadership
            } catch is CancellationError where Task.isShuttingDownGracefully {
                return nil
            } catch let error as ElectorError where error.code == .closed {
                if let failure = elector.failure { throw failure }
                return nil
            }
        }

        private func runService(
            under leadership: Leadership
        ) async -> (result: Result<Void, any Error>, interruption: LeadershipScope.Interruption?) {
            let stop = OneShot<Void>()
            return await elector.candidacy.scope.run(
                under: leadership.tenure,
                until: { [candidacy = elector.candidacy] in await candidacy.untilEnding(leadership.tenure) },
                by: { stop.fulfil(.success(())) }
            ) {
                // A group of one: what a graceful shutdown is for a part of a group.
                let group = group(of: LateService { try await service(leadership) })
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        try await stop.value()
                        await group.triggerGracefulShutdown()
                    }
                    defer { tasks.cancelAll() }
                    try await group.run()
                }
            }
        }

        private func group(of service: any Service) -> ServiceGroup {
            var configuration = ServiceGroupConfiguration(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: elector.candidacy.logger
            )
            configuration.maximumGracefulShutdownDuration = gracePeriod
            return ServiceGroup(configuration: configuration)
        }
    }

    extension Elector {
        /// Waits until this candidate leads, however often it withdraws and stands again meanwhile.
        fileprivate func nextLeadership() async throws -> Leadership {
            while true {
                do {
                    return try await waitForLeadership()
                } catch let error as ElectorError where error.code == .notCandidate {
                    for await position in candidacy.standing.position.subscribe() where position != .withdrawn
                    { break }
                    try Task.checkCancellation()
                }
            }
        }
    }
#endif
