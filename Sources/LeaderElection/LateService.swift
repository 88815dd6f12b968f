#if ServiceLifecycle
    import ServiceLifecycle

    /// A service that is made when it is run. A graceful shutdown that comes meanwhile cancels the making, and that is all.
    struct LateService: Service {
        let make: @Sendable () async throws -> any Service

        func run() async throws {
            let service: any Service
            do {
                service = try await cancelWhenGracefulShutdown { try await make() }
            } catch is CancellationError where Task.isShuttingDownGracefully {
                return
            }
            try await service.run()
        }
    }
#endif
