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
        guard let process = slot.process else { return miss(blow, "c\(slot.index)") }
        let name = process.ident
        switch blow.kind {
        case .killCandidate: during(.killCandidate, name) { process.signal(SIGKILL) }
        case .closeCandidate: during(.closeCandidate, name) { process.leave() }
        case .stopCandidate:
            var isStopped = false
            try await lasting(blow, name) {
                isStopped = process.signal(SIGSTOP)
            } heal: {
                process.signal(SIGCONT)
            } hasHit: {
                isStopped
            }
        case .cut:
            during(.cut, name) {
                for proxy in slot.proxies { proxy.cut() }
                return true
            }
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
            try await cutting(blow, slot, process) { $0.cutAfterApplying(blow.operation) }
        case .cutBefore:
            try await cutting(blow, slot, process) { $0.cutBefore(blow.operation) }
        case .expireSession, .deleteNode, .wipe: try await operate(blow.kind, name, at: blow.server)
        case .killServer, .restartServer, .stopServer, .isolateServer, .replaceServer, .lagServer,
            .killMajority:
            break
        }
    }

    /// What an operator does takes leadership away: the history must tell whose, before it is done.
    ///
    /// Where there is no quorum it may not be done; that is no failure.
    private func operate(_ kind: FaultKind, _ ident: String, at server: Int) async throws {
        if kind == .wipe {
            let span = FaultSpan(log: log, kind: kind, target: Register.basePath)
            try? await `operator`.wipe(span)
        } else if let node = try? await `operator`.nodes().first(where: { $0.ident == ident }) {
            let span = FaultSpan(log: log, kind: kind, target: "\(ident) \(node.path)", token: node.token)
            if kind == .deleteNode {
                try? await `operator`.delete(node, span)
            } else {
                span.begin()
                let isExpired: Void? = try? await ensemble.servers[server].expire(sessionID: node.session)
                span.end(hasHit: isExpired != nil)
            }
        } else {
            FaultSpan(log: log, kind: kind, target: ident).end(hasHit: false)
        }
        try Task.checkCancellation()
    }

    /// Lets a candidate lose its connection at a request, once on the way to each server.
    private func cutting(
        _ blow: Blow,
        _ slot: Slot,
        _ process: CandidateProcess,
        arm: (FaultProxy) -> Void
    ) async throws {
        try await lasting(blow, "\(process.ident) \(blow.operation)") {
            for proxy in slot.proxies { arm(proxy) }
            try await provoke(blow.operation, of: process)
        } heal: {
            for proxy in slot.proxies { proxy.disarm() }
        } hasHit: {
            slot.proxies.contains { !$0.isArmed }
        }
    }

    /// Has the candidate send a request of the kind, where it is one that it seldom sends by itself.
    private func provoke(_ operation: ZooKeeperTestKit.Operation, of process: CandidateProcess) async throws {
        switch operation {
        case .create2, .getData, .getChildren2: try await operate(.deleteNode, process.ident, at: 0)
        case .delete: during(.closeCandidate, process.ident) { process.leave() }
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
            let span = FaultSpan(log: log, kind: .restartServer, target: name)
            span.begin()
            try await revive([server])
            span.end()
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
        case .replaceServer:
            guard let replaced = try? await ensemble.leader() else { return miss(blow, name) }
            let captive = leader ?? slots[blow.slot]
            try await lasting(blow, "server \(replaced)") {
                try await replace(replaced, with: captive)
            } heal: {
                ensemble.heal()
                for proxy in captive.proxies { proxy.accept(true) }
            }
        case .lagServer:
            guard let leader = try? await ensemble.leader() else { return miss(blow, name) }
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

    /// Has the others elect another leader than the server at `index`, which does not notice.
    ///
    /// They would not notice either, but for a restart. Meanwhile all candidates come to the one that is left, and would stay:
    /// it answers them. So all but one lose that connection, and most of them find to the others.
    ///
    /// - Parameter captive: who can reach no other server.
    private func replace(_ index: Int, with captive: Slot) async throws {
        ensemble.silence(index)
        let others = ensemble.servers.indices.filter { $0 != index }
        for other in others { captive.proxies[other].accept(false) }
        try await revive(others.map { ensemble.servers[$0] })
        for slot in slots where slot !== captive { slot.proxies[index].cut() }
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

    /// A fault that finds nobody.
    private func miss(_ blow: Blow, _ target: String) {
        FaultSpan(log: log, kind: blow.kind, target: target).end(hasHit: false)
    }

    /// A fault of a moment.
    ///
    /// - Parameter body: returns whether there was anybody to hit.
    private func during(_ kind: FaultKind, _ target: String, _ body: () -> Bool) {
        let span = FaultSpan(log: log, kind: kind, target: target)
        span.begin()
        span.end(hasHit: body())
    }

    /// - Parameter hasHit: asked right before the end.
    private func lasting(
        _ blow: Blow,
        _ target: String,
        _ begin: () async throws -> Void,
        heal: () async throws -> Void,
        hasHit: () -> Bool = { true }
    ) async throws {
        let span = FaultSpan(log: log, kind: blow.kind, target: target)
        span.begin()
        try await begin()
        // A task that is cancelled heals at once.
        try? await Task.sleep(for: blow.duration, clock: .continuous)
        let hasHit = hasHit()
        try await heal()
        span.end(hasHit: hasHit)
    }
}
