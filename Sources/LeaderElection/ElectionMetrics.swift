#if Metrics
    import Metrics
    import ZooKeeper

    /// The metrics of one candidate, and what must be remembered for them; see ``MetricName``.
    struct ElectionMetrics {
        typealias Instant = ContinuousClock.Instant

        private let factory = MetricsSystem.factory
        private let dimensions: [(String, String)]
        private let leading: Meter
        private let queuePosition: Meter
        private let gains: Counter
        private let wait: Timer
        private let leaderless: Timer

        private var leads = false
        /// Since when it waits for leadership.
        private var waitsSince: Instant?
        /// Since when the leader is not known.
        private var leaderlessSince: Instant? = .now

        init(basePath: String) {
            dimensions = [(MetricName.path, basePath)]
            leading = Meter(label: MetricName.leading, dimensions: dimensions, factory: factory)
            queuePosition = Meter(label: MetricName.queuePosition, dimensions: dimensions, factory: factory)
            gains = Counter(label: MetricName.gains, dimensions: dimensions, factory: factory)
            wait = Timer(label: MetricName.waitDuration, dimensions: dimensions, factory: factory)
            leaderless = Timer(label: MetricName.leaderlessDuration, dimensions: dimensions, factory: factory)
            leading.set(0)
            queuePosition.set(-1)
        }

        mutating func note(
            _ actions: [ElectionCore.Action],
            _ position: Position,
            _ ahead: Int?,
            at now: Instant
        ) {
            for action in actions {
                switch action {
                case .stand: waitsSince = waitsSince ?? now
                case .gain: gain(at: now)
                case .lose(let reason?): lose(reason, at: now)
                case .end(let error): lose(error.map { LossReason($0) } ?? .closed, at: now)
                case .setLeader(nil): leaderlessSince = now
                case .setLeader: end(&leaderlessSince, leaderless, at: now)
                default: break
                }
            }
            if position == .withdrawn || position == .ended { waitsSince = nil }
            queuePosition.set(ahead ?? -1)
        }

        private mutating func gain(at now: Instant) {
            guard !leads else { return }
            leads = true
            leading.set(1)
            gains.increment()
            end(&waitsSince, wait, at: now)
        }

        private mutating func lose(_ reason: LossReason, at now: Instant) {
            guard leads else { return }
            leads = false
            leading.set(0)
            waitsSince = now
            Counter(
                label: MetricName.losses,
                dimensions: dimensions + [(MetricName.reason, "\(reason)")],
                factory: factory
            ).increment()
        }

        private func end(_ start: inout Instant?, _ timer: Timer, at now: Instant) {
            if let start { timer.record(duration: start.duration(to: now)) }
            start = nil
        }
    }
#endif
