import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// What `Stand` does.
extension Contender {
    // MARK: - On the core's behalf

    mutating func confirm(_ round: Int, _ zoo: inout ModelZooKeeper) {
        guard let index = stands.firstIndex(where: { $0.number == present }) else { return }
        // One takes the place of the other. Of the first one it is known that the node was watched over from the start.
        let former = stands[index].confirming
        if let former { stands[index].errands[former] = .done }
        stands[index].confirming = stands[index].errands.count
        let errand = Errand.sync(round: round, connection: losses, checks: former != nil)
        begin(errand, stands[index].number, &zoo)
    }

    mutating func release(_ number: Int, _ zoo: inout ModelZooKeeper) {
        present = nil
        guard let index = stands.firstIndex(where: { $0.number == number }) else { return }
        stands[index].isReleased = true
        let isOver = stands[index].session != session
        // All stops but the creation, for what is being made must be known to be deleted.
        for slot in stands[index].errands.indices where slot > 0 || isOver {
            stands[index].errands[slot] = .done
        }
        if isOver {
            report(.released, stand: number)
        } else if stands[index].path != nil {
            begin(.delete(tells: true), number, &zoo)
        }
    }

    /// Waits no longer for the creation before it says that the node is released. The connection pursues it.
    mutating func giveUp(_ number: Int, _ zoo: inout ModelZooKeeper) {
        guard let index = stands.firstIndex(where: { $0.number == number }) else { return }
        stands[index].errands[0] = .done
        begin(.syncToPursue, number, &zoo)
        report(.released, stand: number)
    }

    // MARK: - Requests

    mutating func begin(_ errand: Errand, _ number: Int, _ zoo: inout ModelZooKeeper) {
        guard let index = stands.firstIndex(where: { $0.number == number }) else { return }
        stands[index].errands.append(errand)
        ask(index, stands[index].errands.count - 1, &zoo)
    }

    /// Goes on with an errand: its next request. Without a connection that waits for ``resume(_:)``.
    private mutating func go(_ errand: Errand, _ index: Int, _ slot: Int, _ zoo: inout ModelZooKeeper) {
        stands[index].errands[slot] = errand
        ask(index, slot, &zoo)
    }

    private mutating func ask(_ index: Int, _ slot: Int, _ zoo: inout ModelZooKeeper) {
        let stand = stands[index]
        guard let request = request(stand.errands[slot], stand) else { return }
        guard zoo.sessions[stand.session]?.isConnected == true else { return }
        if case .sync(let round, _, let checks) = stand.errands[slot] {
            stands[index].errands[slot] = .sync(round: round, connection: losses, checks: checks)
        }
        zoo.send(request, tag: stand.number * 1_000 + slot, from: stand.session)
    }

    /// What the own node's name starts with, for each stand another.
    private func head(_ stand: StandModel) -> String { "\(ident)\(stand.number)-" }

    private func path(_ name: CandidateName) -> String { ZKPath.join(Self.base, name.text) }

    private func request(_ errand: Errand, _ stand: StandModel) -> ModelRequest? {
        switch errand {
        case .create:
            .write(
                .create(
                    ZKPath.join(Self.base, head(stand) + "lock-"),
                    data: Array(ident.utf8),
                    flags: [.ephemeral, .sequential],
                    acl: []
                )
            )
        case .syncToFind, .syncToPursue, .sync: .sync
        case .find, .pursue, .list: .children(Self.base, watch: false)
        case .armOwn: .get(stand.path ?? "", watch: true)
        case .compare(let names, _, _): names.first.map { .exists(path($0), watch: false) }
        case .armPredecessor(let candidate): .get(path(candidate.name), watch: true)
        case .armLeader(let candidate): .children(path(candidate.name), watch: true)
        case .readLeader(let candidate): .get(path(candidate.name), watch: false)
        case .check: .exists(stand.path ?? "", watch: false)
        case .delete: .write(.delete(stand.path ?? ""))
        case .watchOwn, .watchPredecessor, .watchLeader, .confirmed, .done: nil
        }
    }

    /// The connection is back: what got no answer is done again.
    mutating func resume(_ zoo: inout ModelZooKeeper) {
        for index in stands.indices where stands[index].session == session {
            let number = stands[index].number
            for slot in stands[index].errands.indices {
                // Some have their answer already, and have not taken note of it.
                if wakes.contains(where: { $0.isReply && $0.stand == number && $0.slot == slot }) { continue }
                go(stands[index].errands[slot].retried, index, slot, &zoo)
            }
        }
    }

    /// The session is over, and all that belongs to it.
    mutating func loseSession() {
        wakes.removeAll { wake in stands.contains { $0.number == wake.stand && $0.session == session } }
        for index in stands.indices where stands[index].session == session {
            let isWaitedFor = stands[index].isReleased && stands[index].errands.contains { $0 != .done }
            stands[index].errands = stands[index].errands.map { _ in .done }
            if isWaitedFor { report(.released, stand: stands[index].number) }
        }
        session = nil
    }

    // MARK: - Answers

    mutating func receive(_ message: ModelMessage) {
        switch message {
        case .reply(let tag, let reply):
            wake(.reply(reply), stand: tag / 1_000, slot: tag % 1_000)
        case .event(let event):
            // A node is gone, for nobody changes data or makes children of candidates here.
            for stand in stands {
                for (slot, errand) in stand.errands.enumerated() where path(of: errand, stand) == event.path {
                    wake(.gone, stand: stand.number, slot: slot)
                }
            }
        }
    }

    /// The node that an errand watches, or is about to.
    private func path(of errand: Errand, _ stand: StandModel) -> String? {
        switch errand {
        case .armOwn, .list, .compare, .watchOwn: stand.path
        case .armPredecessor(let candidate), .watchPredecessor(let candidate),
            .armLeader(let candidate), .readLeader(let candidate), .watchLeader(let candidate):
            path(candidate.name)
        default: nil
        }
    }

    /// A task takes note of what the connection has for it.
    mutating func wake(at position: Int, _ zoo: inout ModelZooKeeper) {
        let wake = wakes.remove(at: position)
        let index = stands.firstIndex { $0.number == wake.stand }
        switch wake.content {
        case .news(let news): report(news)
        case .reply(let reply): if let index { answer(index, wake.slot, reply, &zoo) }
        case .gone: if let index { note(index, wake.slot) }
        }
    }

    private mutating func note(_ index: Int, _ slot: Int) {
        switch stands[index].errands[slot] {
        case .list: stands[index].errands[slot] = .list(isGone: true)
        case .compare(let names, let ahead, _):
            stands[index].errands[slot] = .compare(names, ahead: ahead, isGone: true)
        case .watchOwn: finish(.nodeGone, index, slot)
        case .watchPredecessor(let candidate), .watchLeader(let candidate):
            finish(.gone(candidate), index, slot)
        // Another's watch; its own answer will say so.
        default: break
        }
    }

    private mutating func finish(_ news: Report.News, _ index: Int, _ slot: Int) {
        stands[index].errands[slot] = .done
        report(news, stand: stands[index].number)
    }

    private mutating func answer(
        _ index: Int,
        _ slot: Int,
        _ reply: ModelReply,
        _ zoo: inout ModelZooKeeper
    ) {
        let number = stands[index].number
        switch (stands[index].errands[slot], reply) {
        // The own node
        case (.create, .written(let results)):
            if case .created(let path)? = results.first { found(path, index, &zoo) }
        case (.syncToFind, .done): go(.find, index, slot, &zoo)
        case (.find, .children(let names, _)):
            if let name = names.first(where: { $0.hasPrefix(head(stands[index])) }) {
                found(ZKPath.join(Self.base, name), index, &zoo)
            } else {
                go(.create, index, slot, &zoo)
            }
        case (.syncToPursue, .done): go(.pursue, index, slot, &zoo)
        case (.pursue, .children(let names, _)):
            stands[index].path = names.first { $0.hasPrefix(head(stands[index])) }
                .map { ZKPath.join(Self.base, $0) }
            if stands[index].path == nil {
                stands.remove(at: index)
            } else {
                go(.delete(tells: false), index, slot, &zoo)
            }
        case (.delete(let tells), .written), (.delete(let tells), .failed):
            stands[index].errands[slot] = .done
            if tells { report(.released, stand: number) } else { stands.remove(at: index) }
        case (.armOwn, .data(_, let stat)):
            stands[index].own = stands[index].path.flatMap { Line.candidate(at: $0, czxid: stat.czxid) }
            go(.list(isGone: false), index, slot, &zoo)
        case (.armOwn, .failed), (.check, .stat(nil)): finish(.nodeGone, index, slot)

        // The line
        case (.list(let isGone), .children(let names, _)): read(names, isGone, index, slot, &zoo)
        case (.compare(let names, var ahead, let isGone), .stat(let stat)):
            if let name = names.first, let stat { ahead.append(Candidate(name: name, czxid: stat.czxid)) }
            compare(Array(names.dropFirst()), ahead, isGone, index, slot, &zoo)
        case (.armPredecessor(let candidate), .data(let data, let stat)):
            stands[index].errands[slot] = .watchPredecessor(candidate)
            report(.watching(candidate, Leader(data, stat)), stand: number)
        case (.armLeader(let candidate), .children): go(.readLeader(candidate), index, slot, &zoo)
        case (.readLeader(let candidate), .data(let data, let stat)):
            stands[index].errands[slot] = .watchLeader(candidate)
            report(.watching(candidate, Leader(data, stat)), stand: number)
        case (.armPredecessor(let candidate), .failed), (.armLeader(let candidate), .failed),
            (.readLeader(let candidate), .failed):
            finish(.gone(candidate), index, slot)

        // The session
        case (.sync(let round, let connection, let checks), .done):
            if checks || stands[index].hasLapsed {
                go(.check(round: round, connection: connection), index, slot, &zoo)
            } else {
                confirmed(round, connection, index, slot, zoo)
            }
        case (.check(let round, let connection), .stat): confirmed(round, connection, index, slot, zoo)
        default: break
        }
    }

    private mutating func found(_ path: String, _ index: Int, _ zoo: inout ModelZooKeeper) {
        stands[index].path = path
        stands[index].errands[0] = .done
        let errand = stands[index].isReleased ? Errand.delete(tells: true) : .armOwn
        begin(errand, stands[index].number, &zoo)
    }

    /// What `Roster` does with the list.
    private mutating func read(
        _ children: [String],
        _ isGone: Bool,
        _ index: Int,
        _ slot: Int,
        _ zoo: inout ModelZooKeeper
    ) {
        guard let own = stands[index].own else { return }
        let names = children.compactMap { CandidateName(own: $0) }
            .filter { $0 != own.name && $0.sequence <= own.name.sequence }
        let holders = Dictionary(grouping: names + [own.name], by: \.sequence)
        let alone = names.filter { holders[$0.sequence] == [$0] }.map { Candidate(name: $0, czxid: 0) }
        compare(names.filter { holders[$0.sequence] != [$0] }, alone, isGone, index, slot, &zoo)
    }

    private mutating func compare(
        _ names: [CandidateName],
        _ ahead: [Candidate],
        _ isGone: Bool,
        _ index: Int,
        _ slot: Int,
        _ zoo: inout ModelZooKeeper
    ) {
        guard names.isEmpty, let own = stands[index].own else {
            return go(.compare(names, ahead: ahead, isGone: isGone), index, slot, &zoo)
        }
        stands[index].errands[slot] = .watchOwn
        let number = stands[index].number
        report(.joined(own: own, ahead: ahead.filter { $0 < own }.sorted()), stand: number)
        if isGone { finish(.nodeGone, index, slot) }
    }

    /// The lease begins when the sync was sent. So a session that has ended meanwhile leaves none: see `Lease`.
    private mutating func confirmed(
        _ round: Int,
        _ connection: Int,
        _ index: Int,
        _ slot: Int,
        _ zoo: ModelZooKeeper
    ) {
        stands[index].errands[slot] = .confirmed(round: round)
        tellLapse(index)
        guard zoo.sessions[stands[index].session]?.isOver == false else { return }
        stands[index].lease = .valid
        report(.confirmed(round: round, connection: connection), stand: stands[index].number)
    }

    // MARK: - Time

    /// The lease runs out. That is known to whoever asks, and told later.
    mutating func lapse() {
        for index in stands.indices where stands[index].number == present {
            stands[index].lease = .lapsed(isTold: false)
        }
    }

    /// Tells that the lease ran out.
    mutating func tellLapse() {
        if let index = stands.firstIndex(where: { $0.number == present }) { tellLapse(index) }
    }

    private mutating func tellLapse(_ index: Int) {
        guard stands[index].lease == .lapsed(isTold: false) else { return }
        stands[index].lease = .lapsed(isTold: true)
        report(.lapsed, stand: stands[index].number)
    }

    /// Has the session confirmed once more.
    mutating func renew(_ zoo: inout ModelZooKeeper) {
        guard let index = stands.firstIndex(where: \.isDueForRenewal) else { return }
        guard let slot = stands[index].confirming, case .confirmed(let round) = stands[index].errands[slot]
        else { return }
        go(.sync(round: round, connection: losses, checks: false), index, slot, &zoo)
    }
}

extension StandModel {
    var hasLapsed: Bool { if case .lapsed = lease { true } else { false } }

    /// A lease that still runs is renewed as well; that changes nothing here, where it lasts as long as it lasts.
    var isDueForRenewal: Bool {
        guard let confirming, case .confirmed = errands[confirming] else { return false }
        return lease != .valid
    }
}
