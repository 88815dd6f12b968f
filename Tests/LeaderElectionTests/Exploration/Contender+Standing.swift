import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// What `Stand` does.
extension Contender {
    // MARK: - On the core's behalf

    mutating func confirm(_ round: Int, _ zoo: inout ModelZooKeeper) {
        guard let index = stands.firstIndex(where: { $0.number == present }) else { return }
        // One takes the place of the other, which only takes note of an answer that it has already.
        let former = stands[index].confirming
        let number = stands[index].number
        if let former, answers(stand: number, slot: former) == 0 { stands[index].errands[former] = .done }
        let slot = stands[index].errands.count
        stands[index].confirming = slot
        if hasLease {
            begin(.check(round: round, connection: losses), number, &zoo)
        } else if former != nil {
            begin(.look(round: round, connection: losses), number, &zoo)
        } else {
            // Of the first one it is known that the node was watched over from the start.
            stands[index].errands.append(.done)
            confirmedWithoutLease(round, losses, index, slot)
        }
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
        let requests = requests(stand.errands[slot], stand)
        // The answer tells of the connection that there is when it is asked for.
        switch stand.errands[slot] {
        case .check(let round, _): stands[index].errands[slot] = .check(round: round, connection: losses)
        case .look(let round, _): stands[index].errands[slot] = .look(round: round, connection: losses)
        default: break
        }
        send(requests, stand: stand.number, slot: slot, from: stand.session, &zoo)
    }

    /// What the own node's name starts with, for each stand another.
    private func head(_ stand: StandModel) -> String { "\(ident)\(stand.number)-" }

    func path(_ name: CandidateName) -> String { ZKPath.join(Self.base, name.text) }

    /// What an errand has no answer to.
    private func requests(_ errand: Errand, _ stand: StandModel) -> [ModelRequest] {
        let own = stand.path ?? ""
        return switch errand {
        case .create:
            [
                .write(
                    .create(
                        ZKPath.join(Self.base, head(stand) + "lock-"),
                        data: Array(ident.utf8),
                        flags: [.ephemeral, .sequential],
                        acl: []
                    )
                )
            ]
        case .syncToFind, .syncToPursue: [.sync]
        case .list, .find, .pursue: [.children(Self.base, watch: false)]
        case .join(names: nil): [.children(Self.base, watch: false), .get(own, watch: true)]
        case .join, .armOwn: [.get(own, watch: true)]
        case .compare(let names, _, _, _): names.prefix(1).map { .exists(path($0), watch: false) }
        case .armPredecessor(let candidate): [.get(path(candidate.name), watch: true)]
        case .armLeader(let candidate): [.children(path(candidate.name), watch: true)]
        case .readLeader(let candidate): [.get(path(candidate.name), watch: false)]
        // What a guarded write does beyond that makes no difference here.
        case .check, .write: [.multi([.check(own)])]
        case .look: [.exists(own, watch: false)]
        case .delete: [.write(.delete(own))]
        case .listed, .joined, .watchOwn, .watchPredecessor, .watchLeader, .confirmed, .done: []
        }
    }

    /// The connection is back: what got no answer is done again.
    mutating func resume(_ zoo: inout ModelZooKeeper) {
        for index in stands.indices where stands[index].session == session {
            let number = stands[index].number
            for slot in stands[index].errands.indices {
                let errand = stands[index].errands[slot]
                let asked = requests(errand, stands[index]).count
                // Some have their answer already, and have not taken note of it. Half of it is none.
                if asked == 0 || answers(stand: number, slot: slot) == asked { continue }
                wakes.removeAll { $0.isReply && ($0.stand, $0.slot) == (number, slot) }
                credit += errand.retried.cost
                go(errand.retried, index, slot, &zoo)
                if errand == .list {
                    credit += 1
                    arrive(index, &zoo)
                }
            }
        }
        resumeObservation(&zoo)
    }

    /// The session is over, and all that belongs to it.
    mutating func loseSession() {
        wakes.removeAll { wake in stands.contains { $0.number == wake.stand && $0.session == session } }
        wakes.removeAll { $0.stand == 0 && $0.slot > 0 }
        observation = nil
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
            if observedPath == event.path { wake(.gone, slot: lastObservation) }
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
        case .join, .compare, .armOwn, .watchOwn: stand.path
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
        case .reply(let reply) where wake.stand == 0:
            if wake.slot == lastObservation { answerObservation(reply, &zoo) }
        case .turn:
            if let index, stands[index].errands[wake.slot] == .joined { go(.armOwn, index, wake.slot, &zoo) }
        case .gone where wake.stand == 0:
            if wake.slot == lastObservation { noteObservation(&zoo) }
        case .reply(let reply): if let index { answer(index, wake.slot, reply, &zoo) }
        case .gone: if let index { note(index, wake.slot) }
        }
    }

    private mutating func note(_ index: Int, _ slot: Int) {
        switch stands[index].errands[slot] {
        case .compare(let names, let ahead, _, let isWatched):
            stands[index].errands[slot] = .compare(names, ahead: ahead, isGone: true, isWatched: isWatched)
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
        case (.create, .created(let path, let stat)):
            // A connection without a lease was written by hand and does not tell the stat.
            if hasLease { stands[index].own = Line.candidate(at: path, czxid: stat.czxid) }
            found(path, index, &zoo)
        case (.list, .children(let names, _)):
            stands[index].errands[slot] = .listed(names)
            arrive(index, &zoo)
        case (.list, .failed):
            stands[index].errands[slot] = .done
            arrive(index, &zoo)
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
        case (.write, .failed(.noNode, _)): finish(.deposed, index, slot)
        case (.write, _): stands[index].errands[slot] = .done

        // The line
        case (.join, .children(let names, _)): stands[index].errands[slot] = .join(names: names)
        case (.join(let names?), .data(_, let stat)):
            stands[index].own = stands[index].path.flatMap { Line.candidate(at: $0, czxid: stat.czxid) }
            read(names, true, index, slot, &zoo)
        case (.join, .failed): finish(.nodeGone, index, slot)
        case (.compare(let names, var ahead, let isGone, let isWatched), .stat(let stat)):
            if let name = names.first, let stat { ahead.append(Candidate(name: name, czxid: stat.czxid)) }
            compare(Array(names.dropFirst()), ahead, isGone, isWatched, index, slot, &zoo)
        case (.armOwn, .data): stands[index].errands[slot] = .watchOwn
        case (.armOwn, .failed): finish(.nodeGone, index, slot)
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
        case (.check(let round, let connection), .written): confirmed(round, connection, index, slot, zoo)
        case (.look(let round, let connection), .stat(.some)):
            confirmedWithoutLease(round, connection, index, slot)
        case (.check, .failed(.noNode, _)), (.look, .stat(nil)): finish(.nodeGone, index, slot)
        case (.check, .failed(.sessionExpired, _)): fail(index, slot)
        default: break
        }
    }

    /// Under a policy that heals, what is to be done is to stand in another session.
    private mutating func fail(_ index: Int, _ slot: Int) {
        if core.policy.heals { stands[index].errands[slot] = .done } else { finish(.failed, index, slot) }
    }

    private mutating func found(_ path: String, _ index: Int, _ zoo: inout ModelZooKeeper) {
        stands[index].path = path
        stands[index].errands[0] = .done
        if stands[index].isReleased {
            begin(.delete(tells: true), stands[index].number, &zoo)
        } else {
            arrive(index, &zoo)
        }
    }

    /// Reads the line out of the list that was asked for along with the node. Where that does not do, it is asked for.
    private mutating func arrive(_ index: Int, _ zoo: inout ModelZooKeeper) {
        let stand = stands[index]
        guard let path = stand.path, stand.errands[1] != .list else { return }
        stands[index].errands[1] = .done
        guard case .listed(let names) = stand.errands[1], stand.own != nil,
            names.contains(ZKPath.lastSegment(of: path))
        else { return begin(.join(names: nil), stand.number, &zoo) }
        read(names, false, index, 1, &zoo)
    }

    /// What `Roster` does with the list.
    private mutating func read(
        _ children: [String],
        _ isWatched: Bool,
        _ index: Int,
        _ slot: Int,
        _ zoo: inout ModelZooKeeper
    ) {
        guard let own = stands[index].own else { return }
        let names = children.compactMap { CandidateName(own: $0) }
            .filter { $0 != own.name && $0.sequence <= own.name.sequence }
        let holders = Dictionary(grouping: names + [own.name], by: \.sequence)
        let alone = names.filter { holders[$0.sequence] == [$0] }.map { Candidate(name: $0, czxid: 0) }
        let equals = names.filter { holders[$0.sequence] != [$0] }
        credit += equals.count
        compare(equals, alone, false, isWatched, index, slot, &zoo)
    }

    private mutating func compare(
        _ names: [CandidateName],
        _ ahead: [Candidate],
        _ isGone: Bool,
        _ isWatched: Bool,
        _ index: Int,
        _ slot: Int,
        _ zoo: inout ModelZooKeeper
    ) {
        guard names.isEmpty, let own = stands[index].own else {
            return go(
                .compare(names, ahead: ahead, isGone: isGone, isWatched: isWatched),
                index,
                slot,
                &zoo
            )
        }
        let ahead = ahead.filter { $0 < own }.sorted()
        stands[index].ahead = ahead
        report(.joined(own: own, ahead: ahead), stand: stands[index].number)
        guard isWatched else {
            // What follows from that comes first.
            stands[index].errands[slot] = .joined
            return wake(.turn, stand: stands[index].number, slot: slot)
        }
        stands[index].errands[slot] = .watchOwn
        if isGone { finish(.nodeGone, index, slot) }
    }

    /// The lease begins when the check was sent. So a session that has ended meanwhile leaves none: see `Lease`.
    private mutating func confirmed(
        _ round: Int,
        _ connection: Int,
        _ index: Int,
        _ slot: Int,
        _ zoo: ModelZooKeeper
    ) {
        let isLast = slot == stands[index].confirming
        stands[index].errands[slot] = isLast ? .confirmed(round: round) : .done
        tellLapse(index)
        guard zoo.sessions[stands[index].session]?.isOver == false else { return }
        stands[index].lease = .valid
        report(.confirmed(round: round, connection: connection, isLimited: true), stand: stands[index].number)
    }

    private mutating func confirmedWithoutLease(
        _ round: Int,
        _ connection: Int,
        _ index: Int,
        _ slot: Int
    ) {
        stands[index].errands[slot] = .done
        stands[index].lease = .unlimited
        report(
            .confirmed(round: round, connection: connection, isLimited: false),
            stand: stands[index].number
        )
    }

    // MARK: - Time

    /// A lease runs out. That is known to whoever asks, and told later, unless the node is released already.
    mutating func lapse(_ number: Int) {
        guard let index = stands.firstIndex(where: { $0.number == number }) else { return }
        stands[index].lease = .lapsed(isTold: stands[index].isReleased)
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
        guard let index = stands.firstIndex(where: { $0.number == present }) else { return }
        guard let slot = stands[index].confirming, case .confirmed(let round) = stands[index].errands[slot]
        else { return }
        credit += Budget.renewal
        go(.check(round: round, connection: losses), index, slot, &zoo)
    }
}
