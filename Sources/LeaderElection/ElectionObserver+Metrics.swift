#if Metrics
    import ZooKeeper

    extension ElectionObserver {
        /// Measures the election; see ``MetricName``.
        static func metrics(basePath: String) -> ElectionObserver {
            let metrics = Locked(ElectionMetrics(basePath: basePath))
            return ElectionObserver { actions, position, ahead in
                metrics.withLock { $0.note(actions, position, ahead, at: .now) }
            }
        }
    }
#endif
