import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// What `LeaderWatch` does. Its number is the slot, and there is no stand.
extension Contender {
    mutating func observe(_ zoo: inout ModelZooKeeper) {
        lastObservation += 1
        observation = Observation(number: lastObservation)
        look(.watchBase, &zoo)
    }

    mutating func look(_ look: Observation.Look, _ zoo: inout ModelZooKeeper) {
        guard let number = observation?.number, let session else { return }
        observation?.look = look
        if let request = request(look) { send([request], stand: 0, slot: number, from: session, &zoo) }
    }

    private func request(_ look: Observation.Look) -> ModelRequest? {
        switch look {
        case .watchBase: .exists(Self.base, watch: true)
        case .list: .children(Self.base, watch: false)
        case .arm(let names): names.first.map { .children(path($0), watch: true) }
        case .read(let names): names.first.map { .get(path($0), watch: false) }
        case .armChildren: .children(Self.base, watch: true)
        case .watch: nil
        }
    }

    /// The node whose watch would be heard.
    var observedPath: String? {
        switch observation?.look {
        case .read(let names)?: names.first.map(path)
        case .watch(let path)?: path
        default: nil
        }
    }

    /// The connection is back: what got no answer begins anew.
    mutating func resumeObservation(_ zoo: inout ModelZooKeeper) {
        guard let observation, request(observation.look) != nil else { return }
        guard answers(stand: 0, slot: observation.number) == 0 else { return }
        credit += Budget.look
        look(.watchBase, &zoo)
    }

    mutating func answerObservation(_ reply: ModelReply, _ zoo: inout ModelZooKeeper) {
        switch (observation?.look, reply) {
        case (.watchBase, .stat): look(.list, &zoo)
        case (.list, .children(let names, _)):
            let line = names.compactMap { Line.candidate(at: $0, czxid: 0) }.sorted()
            lookAtFirst(of: line.map(\.name), &zoo)
        case (.arm(let names), .children): look(.read(names), &zoo)
        case (.read(let names), .data(let data, let stat)):
            see(Leader(data, stat))
            if let name = names.first { look(.watch(path(name)), &zoo) }
        case (.arm(let names), .failed), (.read(let names), .failed):
            lookAtFirst(of: Array(names.dropFirst()), &zoo)
        case (.armChildren, .children(let names, _)):
            guard names.isEmpty else { return look(.watchBase, &zoo) }
            see(nil)
            look(.watch(Self.base), &zoo)
        default: break
        }
    }

    private mutating func lookAtFirst(of names: [CandidateName], _ zoo: inout ModelZooKeeper) {
        look(names.isEmpty ? .armChildren : .arm(names), &zoo)
    }

    private mutating func see(_ leader: Leader?) {
        report(.seen(leader, observation: lastObservation))
    }

    /// Whatever its watch tells, everything is looked at anew.
    mutating func noteObservation(_ zoo: inout ModelZooKeeper) {
        if case .watch = observation?.look { look(.watchBase, &zoo) }
    }
}
