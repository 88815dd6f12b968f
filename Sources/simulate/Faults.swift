import ZooKeeper
import ZooKeeperTestKit

/// What goes wrong, by chance, until it gets calm.
final class Faults {
    private let world: World
    private let candidates: [Candidate]
    private let members: [Member]
    private var generator: SeededGenerator

    init(_ world: World, _ candidates: [Candidate], _ observer: Observer) {
        self.world = world
        self.candidates = candidates
        members = candidates + [observer]
        generator = SeededGenerator(spreading: world.generator.next())
    }

    private var scenario: Scenario { world.scenario }
    private var timeout: Duration { scenario.sessionTimeout }
    private var now: Duration { world.now }

    func begin() {
        let time = now + generator.upTo(scenario.faultPause)
        guard time < scenario.calm else { return }
        Executor.shared.at(time, for: 0) {
            self.happen()
            while self.generator.once(in: 3) { self.happen() }
            self.begin()
        }
    }

    private func note(_ fault: Fault, _ text: String) {
        world.statistics.faults[fault, default: 0] += 1
        world.trace.note("FAULT: \(text)")
    }

    private func happen() {
        let member = generator.one(of: members)
        let session = world.session(of: member.process)
        // One that matters is more often struck than others.
        let leader = candidates.first { $0.acting != nil }
        let target = generator.once(in: 2) ? leader ?? member : member
        switch generator.number(0...14) {
        case 0, 1:
            guard let session else { return }
            note(.cut, "\(member.name): the connection of session \(session) breaks")
            world.cut(session)
        case 2, 3:
            // One way, the other, or both.
            let ways = generator.number(1...3)
            let toServer = ways == 2 ? now : now + generator.upTo(timeout * 3 / 2)
            let toClient = ways == 1 ? now : now + generator.upTo(timeout * 3 / 2)
            note(
                .silence,
                "\(target.name): mute until \(toServer.inSeconds), deaf until \(toClient.inSeconds)"
            )
            world.silence(target.process, toServer: toServer, toClient: toClient)
        case 4:
            let server = generator.number(0...scenario.servers - 1)
            let end = now + generator.upTo(timeout)
            note(.refusal, "server \(server) breaks connections and refuses others until \(end.inSeconds)")
            world.refuse(server, until: end)
        case 5:
            guard scenario.servers > 1 else { return }
            let server = follower()
            let end = now + generator.upTo(timeout * 2)
            note(.cutOff, "server \(server) is cut off from the others until \(end.inSeconds)")
            world.cut(off: server, until: end)
        case 6:
            guard scenario.servers > 1 else { return }
            let server = follower()
            let end = now + generator.upTo(timeout * 2)
            note(.lag, "server \(server) lags until \(end.inSeconds)")
            world.lag(server, until: end)
        case 7, 8: stop(target)
        case 9: crash(generator.one(of: candidates))
        case 10: strike()
        case 11: isolateAfterSilence(target)
        case 12:
            guard let session else { return }
            let end = now + generator.upTo(timeout)
            note(.distrust, "\(member.name): the credentials are refused until \(end.inSeconds)")
            world.distrust(member.process, until: end)
            world.cut(session)
        case 13:
            let servers = world.successors
            guard !servers.isEmpty else { return }
            let next = generator.one(of: servers)
            let end = now + generator.upTo(timeout * 2)
            note(
                .replacement,
                "server \(world.leader) is replaced by \(next), and learns of it at \(end.inSeconds)"
            )
            world.replaceLeader(by: next, until: end)
        default:
            guard generator.once(in: 3), let session else { return }
            note(.expiry, "an operator ends session \(session)")
            world.expire(session)
        }
    }

    /// A server that is not the ensemble's leader.
    private func follower() -> Int {
        generator.one(of: world.model.servers.indices.filter { $0 != world.leader })
    }

    /// Stops a process for a while.
    ///
    /// What the lease does not cover is left out: a process that came to lead a short while ago, or may be about to, is not
    /// stopped for a time in which its pings are late and its connection is not given up yet. Only a strict run leaves out
    /// nothing.
    private func stop(_ member: Member) {
        guard !member.isCrashed, !Executor.shared.isStopped(member.process) else { return }
        let timeout = world.session(of: member.process).flatMap(world.timeout) ?? timeout
        let isOld = world.isStrict || member.acting.map { $0.since + timeout * 2 < now } ?? false
        let time =
            isOld || generator.once(in: 2)
            ? generator.between(isOld ? .zero : timeout * 3 / 4, timeout * 2) : generator.upTo(timeout / 13)
        note(.stop, "\(member.name) stands still for \(time.inSeconds)")
        Executor.shared.stop(member.process)
        Executor.shared.at(now + time, for: 0) {
            guard !member.isCrashed else { return }
            self.world.trace.note("\(member.name) goes on")
            Executor.shared.resume(member.process)
        }
    }

    /// A process's words come late, and then its server is cut off before it can pass them on.
    private func isolateAfterSilence(_ member: Member) {
        let end = now + generator.upTo(timeout * 2 / 3)
        note(.isolation, "\(member.name): mute until \(end.inSeconds)")
        world.silence(member.process, toServer: end, toClient: now)
        Executor.shared.at(end + generator.upTo(timeout / 10), for: 0) {
            guard self.now < self.scenario.calm, let server = self.world.server(of: member.process),
                server != self.world.leader
            else { return }
            let end = self.now + self.generator.upTo(self.timeout)
            self.note(.cutOff, "server \(server) is cut off from the others until \(end.inSeconds)")
            self.world.cut(off: server, until: end)
        }
    }

    private func crash(_ candidate: Candidate) {
        guard generator.once(in: 4), !candidate.isCrashed, candidates.count(where: { !$0.isCrashed }) > 1
        else {
            return
        }
        note(.crash, "\(candidate.name) crashes")
        candidate.isCrashed = true
        Executor.shared.stop(candidate.process)
        for (id, session) in world.model.sessions
        where session.isConnected && world.client(of: id)?.process == candidate.process {
            world.cut(id)
        }
    }

    /// What an operator should not do.
    private func strike() {
        let nodes = world.candidates
        switch generator.number(0...3) {
        case 0:
            note(.wipe, "the base path is wiped")
            let children = world.model.tree.children(of: World.basePath)
            world.commit((children.map { "\(World.basePath)/\($0)" } + [World.basePath]).map { .delete($0) })
        case 1:
            note(.stranger, "a node that is no candidate")
            world.commit([.create(World.basePath + "/config-\(world.model.zxid)")])
        default:
            guard !nodes.isEmpty else { return }
            let node = generator.once(in: 2) ? nodes[0] : generator.one(of: nodes)
            note(.deletion, "the node of \(node.ident) is deleted")
            world.commit([.delete(node.path)])
        }
    }
}
