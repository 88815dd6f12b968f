import Foundation
import History
import ZooKeeperTestKit

extension Stage {
    /// Injects a fault, waits, and heals it.
    ///
    /// - Parameter victim: whom it hits, where it is of a candidate; by default as was drawn.
    func deal(_ blow: Blow, to victim: Slot?) async throws {
        if blow.kind.isOfServers { return try await dealToServers(blow) }
        let slot = victim ?? (blow.atLeader ? leader : nil) ?? slots[blow.slot]
        let name = name(of: slot)
        switch blow.kind {
        case .killCandidate: during(.killCandidate, name) { slot.process?.signal(SIGKILL) }
        case .closeCandidate: during(.closeCandidate, name) { slot.process?.leave() }
        case .stopCandidate:
            let process = slot.process
            try await lasting(blow, name) {
                process?.signal(SIGSTOP)
            } heal: {
                process?.signal(SIGCONT)
            }
        case .cut: during(.cut, name) { for proxy in slot.proxies { proxy.cut() } }
        case .partition:
            try await lasting(blow, name) {
                for proxy in slot.proxies {
                    proxy.accept(false)
                    proxy.cut()
                }
            } heal: {
                for proxy in slot.proxies { proxy.accept(true) }
            }
        case .stall:
            try await lasting(blow, "\(name) \(blow.directions)") {
                for proxy in slot.proxies { proxy.stall(blow.directions) }
            } heal: {
                for proxy in slot.proxies { proxy.resume() }
            }
        case .delay:
            try await lasting(blow, "\(name) \(blow.delay)") {
                for proxy in slot.proxies { proxy.delay(blow.delay) }
            } heal: {
                for proxy in slot.proxies { proxy.delay(.zero) }
            }
        case .cutAfterApplying:
            try await lasting(blow, "\(name) \(blow.operation)") {
                for proxy in slot.proxies { proxy.cutAfterApplying(blow.operation) }
                try await provoke(blow.operation, of: slot)
            } heal: {
                for proxy in slot.proxies { proxy.disarm() }
            }
        case .cutBefore:
            try await lasting(blow, "\(name) \(blow.operation)") {
                for proxy in slot.proxies { proxy.cutBefore(blow.operation) }
                try await provoke(blow.operation, of: slot)
            } heal: {
                for proxy in slot.proxies { proxy.disarm() }
            }
        case .expireSession, .deleteNode, .wipe: try await operate(blow.kind, name, at: blow.server)
        case .killServer, .restartServer, .stopServer, .isolateServer, .lagServer, .killMajority: break
        }
    }

    /// What an operator does takes leadership away: the history must tell whose, before it is done.
    ///
    /// Where there is no quorum it may not be done; that is no failure.
    private func operate(_ kind: FaultKind, _ ident: String, at server: Int) async throws {
        if kind == .wipe {
            let span = FaultSpan(log: log, kind: kind, target: Register.basePath)
            try? await `operator`.wipe(span.note(isOver:))
        } else if let node = try? await `operator`.nodes().first(where: { $0.ident == ident }) {
            let span = FaultSpan(log: log, kind: kind, target: "\(ident) \(node.path)", token: node.token)
            if kind == .deleteNode {
                try? await `operator`.delete(node.path, span.note(isOver:))
            } else {
                span.note(isOver: false)
                try? await ensemble.servers[server].expire(sessionID: node.session)
                span.note(isOver: true)
            }
        }
        try Task.checkCancellation()
    }

    /// Has the candidate send a request of the kind, where it is one that it seldom sends by itself.
    private func provoke(_ operation: ZooKeeperTestKit.Operation, of slot: Slot) async throws {
        let name = name(of: slot)
        switch operation {
        case .create2: try await operate(.deleteNode, name, at: 0)
        case .delete: during(.closeCandidate, name) { slot.process?.leave() }
        default: break
        }
    }

    private func dealToServers(_ blow: Blow) async throws {
        let servers = ensemble.servers
        let server = servers[blow.server]
        let name = "server \(blow.server)"
        switch blow.kind {
        case .killServer:
            try await lasting(blow, name) {
                try await server.kill()
            } heal: {
                try await revive([server])
            }
        case .restartServer:
            let number = log.begin(.restartServer, name)
            try await revive([server])
            log.add(.healed(number: number))
        case .stopServer:
            try await lasting(blow, name) {
                try server.suspend()
            } heal: {
                try server.resume()
            }
        case .isolateServer:
            try await lasting(blow, name) {
                ensemble.isolate(blow.server)
            } heal: {
                ensemble.heal()
            }
        case .lagServer:
            guard let leader = try? await ensemble.leader() else { return }
            let follower = blow.server == leader ? (leader + 1) % servers.count : blow.server
            try await lasting(blow, "server \(follower)") {
                ensemble.lag(follower)
            } heal: {
                ensemble.catchUp(follower)
            }
        case .killMajority:
            let both = servers.filter { $0 !== server }
            try await lasting(blow, "all but \(name)") {
                for server in both { try await server.kill() }
            } heal: {
                try await revive(both)
            }
        default: break
        }
    }

    /// Starts servers together: one alone may not serve.
    private func revive(_ servers: [TestServer]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in servers {
                group.addTask {
                    do {
                        try await server.restart()
                    } catch  where !(error is CancellationError) {
                        // A busy machine: once more.
                        try await server.restart()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// A fault of a moment.
    private func during(_ kind: FaultKind, _ target: String, _ body: () -> Void) {
        let number = log.begin(kind, target)
        body()
        log.add(.healed(number: number))
    }

    private func lasting(
        _ blow: Blow,
        _ target: String,
        _ begin: () async throws -> Void,
        heal: () async throws -> Void
    ) async throws {
        let number = log.begin(blow.kind, target)
        try await begin()
        // A task that is cancelled heals at once.
        try? await Task.sleep(for: blow.duration, clock: .continuous)
        try await heal()
        log.add(.healed(number: number))
    }
}
