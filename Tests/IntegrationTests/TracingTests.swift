#if Tracing
    import InMemoryTracing
    import LeaderElection
    import Testing
    import Tracing
    import ZooKeeperTestKit

    /// The spans that a connection makes.
    @Suite(.timeLimit(.minutes(3)))
    struct TracingTests {
        private let tracer = InMemoryTracer()

        @Test func eachRequestIsASpan() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await withTracer(tracer) {
                try await Fixture.withConnection(to: server.address) { connection in
                    _ = try await connection.create(path)
                    _ = try await connection.multi([.set(path, data: [1]), .delete(path)])
                    #expect(try await connection.exists(path) == nil)
                }
            }
            let spans = tracer.finishedSpans
            #expect(
                spans.map(\.operationName) == ["zookeeper.create", "zookeeper.multi", "zookeeper.exists"]
            )
            #expect(spans.allSatisfy { $0.kind == .client && $0.errors.isEmpty && $0.status == nil })
            #expect(spans[0].attributes["zookeeper.operation"]?.toSpanAttribute() == .string("create"))
            #expect(spans[0].attributes["zookeeper.path"]?.toSpanAttribute() == .string(path))
            #expect(spans[1].attributes["zookeeper.path"] == nil)
            #expect(tracer.activeSpans.isEmpty)
        }

        @Test func aSpanTellsOfAFailure() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await withTracer(tracer) {
                try await Fixture.withConnection(to: server.address) { connection in
                    #expect(await code { try await connection.delete(path) } == .noNode)
                }
            }
            let span = try #require(tracer.finishedSpans.first)
            #expect(span.status == SpanStatus(code: .error))
            #expect((span.errors.first?.error as? ZKError)?.code == .noNode)
            #expect(span.attributes["error.type"]?.toSpanAttribute() == .string("no node"))
            #expect(span.attributes["zookeeper.error.code"]?.toSpanAttribute() == .int32(-101))
        }

        /// A request belongs to the trace of whoever makes it.
        @Test func aSpanHasAParent() async throws {
            let server = try await Fixture.server()
            try await withTracer(tracer) {
                try await Fixture.withConnection(to: server.address) { connection in
                    try await withSpan("parent") { _ in _ = try await connection.exists("/") }
                }
            }
            let spans = tracer.finishedSpans
            let parent = try #require(spans.first { $0.operationName == "parent" })
            let child = try #require(spans.first { $0.operationName == "zookeeper.exists" })
            #expect(child.parentSpanID == parent.spanID)
            #expect(child.traceID == parent.traceID)
        }

        /// What an elector does in the background is no part of the trace in which it was started.
        @Test func anElectorHasNoParent() async throws {
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await Fixture.withConnection(to: server.address) { connection in
                let elector = try await withTracer(tracer) {
                    try await withSpan("start") { _ in
                        try await Elector.start(
                            ident: "a",
                            basePath: path,
                            connector: .existingConnection(conn: connection, events: connection.events())
                        )
                    }
                }
                try await elector.untilLeading()
                try await elector.close()
            }
            #expect(tracer.finishedSpans.map(\.operationName) == ["start"])
        }
    }
#endif
