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
            let (server, path) = (try await Fixture.server(), Fixture.path())
            try await withTracer(tracer) {
                try await Fixture.withConnection(to: server.address) { connection in
                    try await withSpan("parent") { _ in
                        try await connection.ensurePath(path)
                        let node = try await connection.createProtectedEphemeralSequential("\(path)/a-")
                        try await connection.addAuth(scheme: "digest", secret: Array("a:b".utf8))
                        _ = try await connection.childrenW(path)
                        try await connection.deleteReliably(node)
                    }
                    _ = try await connection.exists(path)
                }
            }
            let spans = tracer.finishedSpans
            let parent = try #require(spans.first { $0.operationName == "parent" })
            let children = spans.filter { $0.parentSpanID == parent.spanID }
            #expect(
                children.map(\.operationName) == [
                    "zookeeper.exists", "zookeeper.create", "zookeeper.create", "zookeeper.addAuth",
                    "zookeeper.childrenW", "zookeeper.delete",
                ]
            )
            #expect(children.allSatisfy { $0.traceID == parent.traceID })
            let alone = try #require(spans.last)
            #expect(alone.operationName == "zookeeper.exists")
            #expect(alone.parentSpanID == nil)
            #expect(alone.traceID != parent.traceID)
        }
    }

    extension ProcessTests {
        /// A process of its own, because the tracer of a task does not reach what goes on in the background.
        @Suite(.timeLimit(.minutes(3)))
        struct BackgroundTracingTests {
            /// What an elector or an observer does by itself is no part of the trace in which it was started.
            @Test func whatIsDoneInTheBackgroundHasNoParent() async {
                await #expect(processExitsWith: .success) {
                    let tracer = InMemoryTracer()
                    InstrumentationSystem.bootstrap(tracer)
                    let server = try await TestServer.start()
                    try await Self.inOneSpan { try await Self.leadOnce(on: server.address) }
                    try await server.stop()
                    Self.check(tracer.finishedSpans)
                }
            }

            private static func inOneSpan(_ body: @Sendable () async throws -> Void) async throws {
                try await withSpan("parent") { _ in try await body() }
            }

            private static func leadOnce(on address: String) async throws {
                let observer = try await LeaderObserver.start(
                    basePath: "/base",
                    connector: .newConnection(addrs: [address], opts: Fixture.opts())
                )
                let elector = try await candidate("a", at: "/base", on: address)
                _ = try await first(observer.leaders) { $0?.ident == "a" }
                try await elector.withLeadership { leadership in
                    _ = try await leadership.commit { $0.create("/mine") }
                }
                _ = try await elector.participants()
                try await elector.close()
                try await observer.close()
            }

            private static func check(_ spans: [FinishedInMemorySpan]) {
                let parent = spans.first { $0.operationName == "parent" }
                let children = spans.filter { $0.parentSpanID == parent?.spanID }.map(\.operationName)
                // The commit, and then the list and each candidate's node.
                #expect(children.prefix(2) == ["zookeeper.multi", "zookeeper.children"])
                #expect(children.dropFirst(2).allSatisfy { $0 == "zookeeper.get" })
                let others = spans.filter { $0.parentSpanID == nil && $0.operationName != "parent" }
                #expect(others.count + children.count + 1 == spans.count)
                #expect(others.allSatisfy { $0.traceID != parent?.traceID })
                let names = Set(others.map(\.operationName))
                #expect(names.isSuperset(of: ["zookeeper.create", "zookeeper.existsW", "zookeeper.delete"]))
            }
        }
    }
#endif
