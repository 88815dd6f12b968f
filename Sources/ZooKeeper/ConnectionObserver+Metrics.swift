#if Metrics
    import Metrics

    extension ConnectionObserver {
        /// Measures requests and counts lost sessions; see ``MetricName``. `nil` where nobody has set up a backend.
        static func metrics() -> ConnectionObserver? {
            let factory = MetricsSystem.factory
            if factory is NOOPMetricsHandler { return nil }
            let timers = Locked<[[String]: Timer]>([:])
            let sessionLosses = Locked<[ZKError.Code: Counter]>([:])
            return ConnectionObserver { request in
                let start = ContinuousClock.now
                return { error in
                    let duration = start.duration(to: .now)
                    let (operation, errorType) = (request.operation, ZKError.type(of: error))
                    timers.withLock { timers in
                        timers.value(for: [operation, errorType]) {
                            Timer(
                                label: MetricName.operationDuration,
                                dimensions: [
                                    (MetricName.operation, operation), (MetricName.errorType, errorType),
                                ],
                                factory: factory
                            )
                        }
                    }.record(duration: duration)
                }
            } sessionEnded: { reason in
                sessionLosses.withLock { losses in
                    losses.value(for: reason) {
                        Counter(
                            label: MetricName.sessionLosses,
                            dimensions: [(MetricName.errorType, "\(reason)")],
                            factory: factory
                        )
                    }
                }.increment()
            }
        }
    }

    extension Dictionary {
        /// The value of a key, which is made where there is none yet.
        fileprivate mutating func value(for key: Key, _ make: () -> Value) -> Value {
            if let value = self[key] { return value }
            let value = make()
            self[key] = value
            return value
        }
    }
#endif
