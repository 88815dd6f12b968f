import LeaderElection
import ZooKeeper

/// A process that only wants to know who leads.
final class Observer: Member, @unchecked Sendable {
    private var observer: LeaderObserver?
    /// What it was told last.
    private(set) var view: Leader?

    override func run(_ connection: Connection) async {
        do {
            // For as long as no server is found it is tried for.
            let observer = try await call("observe", limit: .seconds(7)) {
                try await LeaderObserver.start(basePath: World.basePath, connector: connection)
            }
            note("observer", observer)
            self.observer = observer
            if isEnding { end() }
            await read(observer)
            await close(observer)
        } catch {
            if !isRefusal(error) { world.violate("\(name): start throws \(error)") }
        }
        observer = nil
    }

    override func end() {
        super.end()
        guard let observer else { return }
        Task { await self.close(observer) }
    }

    private func read(_ observer: LeaderObserver) async {
        for await leader in observer.leaders {
            world.trace.note("\(name) sees \(leader.map { "\($0.ident) with \($0.token)" } ?? "nobody")")
            world.statistics.views += 1
            view = leader
            if world.isSettled, leader?.token != world.first?.czxid {
                world.violate("\(name) sees another leader where nothing has changed")
            }
            // One who takes his time.
            if generator.once(in: 4) {
                try? await Task.sleep(for: generator.upTo(scenario.sessionTimeout), clock: .continuous)
            }
        }
        if view != nil { world.violate("\(name): the last that is seen is a leader") }
        if let failure = observer.failure {
            if !isRefusal(failure) { world.violate("\(name): ends with \(failure)") }
        } else if !hasClosed {
            world.violate("\(name): ends, and nobody has closed it")
        }
    }

    private func close(_ observer: LeaderObserver) async {
        hasClosed = true
        do {
            try await call("close", limit: .seconds(3)) { try await observer.close() }
        } catch {
            world.violate("\(name): close throws \(error)")
        }
    }
}
