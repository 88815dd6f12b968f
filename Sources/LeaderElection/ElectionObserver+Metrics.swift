#if Metrics
    import Metrics
    import ZooKeeper

    extension ElectionObserver {
        /// Measures the election; see ``MetricName``. `nil` where nobody has set up a backend.
        static func metrics(basePath: String) -> ElectionObserver? {
            if MetricsSystem.factory is NOOPMetricsHandler { return nil }
            let metrics = Locked(ElectionMetrics(basePath: basePath))
            return ElectionObserver { actions, position, ahead in
                metrics.withLock { $0.note(actions, position, ahead, at: .now) }
            }
        }
    }
#endif
