#if Tracing
    import Tracing

    extension ConnectionObserver {
        /// Makes a span of each request, with the name `zookeeper.<operation>`.
        ///
        /// | attribute | what it holds |
        /// |---|---|
        /// | `zookeeper.operation` | the operation: `get`, `create`, `multi` ... |
        /// | `zookeeper.path` | the path that it is about, where there is one |
        /// | `zookeeper.error.code` | the number of the error's code, where it failed with one |
        /// | `error.type` | the name of the error's code, or `cancelled`, where it failed |
        static let tracing = ConnectionObserver { request in
            // Asked each time: a tracer may be set for a task. Mostly there is none, which is known without looking for one.
            if type(of: InstrumentationSystem.instrument) == NoOpInstrument.self { return nil }
            let tracer = InstrumentationSystem.tracer
            if tracer is NoOpTracer { return nil }
            let span = tracer.startSpan("zookeeper.\(request.operation)", ofKind: .client)
            span.attributes["zookeeper.operation"] = request.operation
            span.attributes["zookeeper.path"] = request.path
            return { error in
                if let error {
                    span.recordError(error)
                    span.setStatus(SpanStatus(code: .error))
                    span.attributes["error.type"] = ZKError.type(of: error)
                    span.attributes["zookeeper.error.code"] = (error as? ZKError)?.code.rawValue
                }
                span.end()
            }
        }
    }
#endif
