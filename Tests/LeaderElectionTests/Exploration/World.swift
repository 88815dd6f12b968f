import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// An election: ZooKeeper, the candidates, and what may still go wrong.
struct World: Hashable {
    private(set) var zoo: ModelZooKeeper
    var contenders: [Contender]
    private let faults: Set<Fault.Kind>
    private var faultsLeft: Int
    private var passagesLeft: Int?
    /// Whether a candidate's tasks wake up in any order, and its core hears of it at any time, or all of it at once.
    private let wakesInAnyOrder: Bool
    private let isLeaseSound: Bool

    init(_ scope: Scope, mutation: Mutation? = nil) {
        zoo = ModelZooKeeper(servers: scope.servers)
        zoo.commit([.create(Contender.base)])
        for server in 0..<scope.servers { zoo.apply(server) }
        if scope.isCounterStuck { zoo.setSequence(.max, under: Contender.base) }
        faults = scope.kinds
        faultsLeft = scope.faults
        passagesLeft = scope.passages
        wakesInAnyOrder = scope.wakesInAnyOrder
        isLeaseSound = scope.isLeaseSound
        // In the order of the text the last is the first.
        contenders = (0..<scope.candidates).map { index in
            let ident = String(UnicodeScalar(UInt8(ascii: "z") - UInt8(index)))
            return Contender(
                ident: ident,
                hasLease: scope.hasLease,
                core: SubjectCore(ident: ident, policy: scope.policy, mutation: mutation)
            )
        }
        for index in contenders.indices { perform(.connect(index, to: index % scope.servers)) }
        if scope.isSettled { settle() }
    }

    // MARK: - What may happen

    /// What may happen next.
    var steps: [Step] {
        dueSteps + leaseSteps + faultSteps
    }

    /// What is bound to happen, in a fixed order.
    var dueSteps: [Step] {
        var steps = zoo.steps.filter(concernsAnybody).map(Step.network)
        for (index, contender) in contenders.enumerated() {
            if contender.isAlive {
                steps += contender.wakeable.map { .wake(index, at: $0) }
                if !contender.reports.isEmpty { steps.append(.hear(index)) }
                steps += servers(for: contender).map { .connect(index, to: $0) }
                if contender.stand?.lease == .lapsed(isTold: false) { steps.append(.alarm(index)) }
                if contender.isDueForRenewal { steps.append(.renew(index)) }
            } else if let session = contender.session {
                steps.append(.bury(session))
            }
        }
        return steps
    }

    /// Time passes while a lease runs.
    private var leaseSteps: [Step] {
        if passagesLeft == 0 { return [] }
        var steps: [Step] = []
        for (index, contender) in contenders.enumerated() {
            for stand in contender.stands where stand.lease == .valid {
                steps.append(.lapse(index, stand: stand.number))
            }
            if contender.stand?.isRenewable == true, !contender.isDueForRenewal {
                steps.append(.renew(index))
            }
        }
        return steps
    }

    /// Whether a step is not only about the client's end of a candidate that is not there any more.
    private func concernsAnybody(_ step: ModelStep) -> Bool {
        switch step {
        case .deliver(let session), .notice(let session):
            owner(of: session).map { contenders[$0].isAlive } ?? false
        case .take, .apply: true
        }
    }

    /// The servers that a client gets an answer from.
    private func servers(for contender: Contender) -> [Int] {
        guard let id = contender.session, let session = zoo.sessions[id] else {
            return Array(zoo.servers.indices)
        }
        if session.isConnected { return [] }
        // All say the same of a session that is over.
        return session.isOver ? [0] : zoo.servers.indices.filter { zoo.servers[$0].zxid >= session.seen }
    }

    private var faultSteps: [Step] {
        guard faultsLeft > 0 else { return [] }
        var steps: [Fault] = []
        for (index, contender) in contenders.enumerated() where contender.isAlive {
            if let id = contender.session, let session = zoo.sessions[id] {
                if session.server != nil { steps.append(.cut(index)) }
                // The point of the lease, see `Lease`: while it runs the session does not expire.
                let isLeased = contender.stands.contains { $0.session == id && $0.lease == .valid }
                if !session.isOver, !(isLeased && isLeaseSound) { steps.append(.expire(index)) }
            }
            steps += [.crash(index), .close(index)]
            steps += contender.isWithdrawn ? [.campaign(index)] : [.resign(index), .withdraw(index)]
            if contender.leadsValidly { steps.append(.write(index)) }
            steps.append(.fail(index, stand: 0))
            for stand in contender.stands {
                steps.append(.fail(index, stand: stand.number))
                if stand.isReleased, stand.isBeingMade { steps.append(.giveUp(index, stand: stand.number)) }
            }
        }
        steps += zoo.tree.children(of: Contender.base).map { .delete(ZKPath.join(Contender.base, $0)) }
        return steps.filter { faults.contains($0.kind) }.map(Step.fault)
    }

    // MARK: - What happens

    mutating func perform(_ step: Step) {
        if case .fault = step, dueSteps.isEmpty { settleCredit() }
        let before = (zxid: zoo.zxid, tree: zoo.tree)
        switch step {
        case .network(.deliver(let session)):
            guard let message = zoo.deliver(session), let index = owner(of: session) else { return }
            contenders[index].receive(message)
        case .network(.notice(let session)):
            _ = zoo.notice(session)
            guard let index = owner(of: session) else { return }
            contenders[index].losses += 1
            contenders[index].wake(.news(.suspended))
        case .network(.take(let session)): zoo.take(session)
        case .network(.apply(let server)): zoo.apply(server)
        case .wake(let index, let position): contenders[index].wake(at: position, &zoo)
        case .hear(let index): contenders[index].hear(&zoo)
        case .connect(let index, let server): connect(index, to: server)
        case .lapse(let index, let stand):
            passagesLeft = passagesLeft.map { $0 - 1 }
            contenders[index].lapse(stand)
        case .alarm(let index): contenders[index].tellLapse()
        case .renew(let index):
            if !contenders[index].isDueForRenewal { passagesLeft = passagesLeft.map { $0 - 1 } }
            contenders[index].renew(&zoo)
        case .bury(let session): bury(session)
        case .fault(let fault):
            faultsLeft -= 1
            perform(fault)
        }
        if zoo.zxid != before.zxid { creditDepartures(since: before.tree) }
        if zoo.servers.count == 1 { zoo.apply(0) }
        guard !wakesInAnyOrder else { return }
        for index in contenders.indices { contenders[index].keepUp(&zoo) }
    }

    private mutating func perform(_ fault: Fault) {
        switch fault {
        case .cut(let index):
            if let session = contenders[index].session { zoo.cut(session) }
        case .expire(let index):
            if let session = contenders[index].session { zoo.expire(session) }
            contenders[index].credit += Budget.expiry
        case .crash(let index):
            if let session = contenders[index].session { zoo.cut(session) }
            contenders[index].stop()
        case .delete(let path):
            if let owner = zoo.tree.nodes[path]?.owner, let index = self.owner(of: owner) {
                contenders[index].deleted.insert(path)
                contenders[index].credit += Budget.rejoin
            }
            zoo.commit([.delete(path)])
        case .resign(let index):
            contenders[index].credit += Budget.rejoin
            contenders[index].report(.resign(.tail))
        case .close(let index): contenders[index].report(.close)
        case .giveUp(let index, let stand):
            contenders[index].credit += Budget.pursuit
            contenders[index].giveUp(stand, &zoo)
        case .withdraw(let index):
            contenders[index].credit += 1 + Budget.look
            contenders[index].report(.resign(.no))
        case .campaign(let index):
            contenders[index].credit += Budget.join
            contenders[index].report(.campaign)
        case .write(let index):
            contenders[index].credit += Budget.write
            if let stand = contenders[index].present { contenders[index].begin(.write, stand, &zoo) }
        case .fail(let index, let stand): contenders[index].report(.failed, stand: stand)
        }
    }

    private mutating func connect(_ index: Int, to server: Int) {
        guard let session = contenders[index].session else {
            let session = zoo.openSession(on: server)
            contenders[index].session = session
            contenders[index].losses = 0
            contenders[index].credit += Budget.join
            return contenders[index].wake(.news(.connected(session)))
        }
        switch zoo.connect(session, to: server) {
        case .connected:
            contenders[index].wake(.news(.resumed))
            contenders[index].resume(&zoo)
        case .refused: break
        case .expired:
            zoo.forget(session)
            contenders[index].loseSession()
            contenders[index].wake(.news(.sessionLost))
        }
    }

    private mutating func bury(_ session: Int64) {
        zoo.expire(session)
        zoo.forget(session)
        if let index = owner(of: session) { contenders[index].session = nil }
    }

    /// Whose session that is.
    func owner(of session: Int64) -> Int? { contenders.firstIndex { $0.session == session } }

    /// All that is due happens, in one order, until nothing is.
    mutating func settle() {
        while violation == nil, let step = dueSteps.first { perform(step) }
    }

    // MARK: - What must hold

    /// What must not be, and is.
    var violation: String? {
        if let violation = contenders.lazy.compactMap(\.violation).first { return violation }
        // An operator who deletes a leader's node is the one thing that a lease does not cover: until that leader hears of it
        // two believe that they lead. Without a lease the end of a session is another.
        let leaders = contenders.filter { contender in
            contender.leadsValidly && !contender.deleted.contains(contender.stand?.path ?? "")
                && (contender.hasLease || !contender.isOver(in: zoo))
        }
        if leaders.count > 1 { return "two lead" }
        for contender in contenders where contender.isAlive {
            let thinksSo = contender.core.position == .leading
            if thinksSo != contender.isLeading { return "it does not say what it thinks" }
        }
        return nil
    }

    /// What must not be when nothing more is due.
    var restlessness: String? {
        let living = contenders.filter(\.isAlive)
        let nodes = Set(zoo.tree.children(of: Contender.base).map { ZKPath.join(Contender.base, $0) })
        let standing = living.filter { !$0.isWithdrawn }
        let stands = standing.compactMap { $0.stand?.path }
        if nodes != Set(stands) || stands.count != standing.count { return "a node too many or too few" }
        if standing.isEmpty {
            return living.contains { $0.leader != nil } ? "somebody knows a leader, and there is none" : nil
        }
        let leaders = living.filter(\.leadsValidly)
        guard leaders.count == 1, let token = leaders[0].stand?.own?.czxid else {
            return "nobody leads, or more than one"
        }
        let leader = Leader(ident: leaders[0].ident, token: token)
        if living.contains(where: { $0.leader != leader }) { return "somebody does not know the leader" }
        return nil
    }
}
