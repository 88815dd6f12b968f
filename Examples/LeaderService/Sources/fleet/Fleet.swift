import ServiceLifecycle

/// Instances of the service, each of which is started again when it ends, as whatever starts services elsewhere does.
struct Fleet: Service {
    let ports: [Int]
    let arguments: [String]
    let isQuiet: Bool

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var first: InstanceProcess?
            for port in ports where !isEnding {
                let instance = try await start(port)
                first = first ?? instance
                group.addTask { try await keep(instance) }
            }
            if let first, !isEnding {
                Output.line("Open the second, kill the first (kill -KILL \(first.pid)), see who takes over.")
                Output.line("Ctrl-C ends all.")
            }
            try await group.waitForAll()
        }
    }

    private var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func start(_ port: Int) async throws -> InstanceProcess {
        let instance = try InstanceProcess(port: port, arguments: arguments, isQuiet: isQuiet)
        await cancelWhenGracefulShutdown { try? await instance.untilServing() }
        if instance.isRunning { Output.line("  \(instance.url)  process \(instance.pid)") }
        return instance
    }

    private func keep(_ first: InstanceProcess) async throws {
        var instance = first
        while true {
            await cancelWhenGracefulShutdown { [instance] in await instance.untilEnd() }
            if isEnding { return await instance.stop() }
            Output.line("  \(instance.url)  has ended, and is started again in 5 s")
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
            if isEnding { return }
            instance = try await start(instance.port)
        }
    }
}
