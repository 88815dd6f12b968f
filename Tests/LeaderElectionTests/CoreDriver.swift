@testable import LeaderElection

/// A core, and what it says in a form that is easy to compare.
struct CoreDriver {
    private(set) var core: ElectionCore
    private var stand = 1

    init(policy: Elector.Policy = .failStop) {
        core = ElectionCore(ident: "me", policy: policy)
    }

    static func candidate(_ number: Int) -> Candidate {
        guard let name = CandidateName(own: "candidate-lock-\(number)") else { fatalError("not a name") }
        return Candidate(name: name, czxid: 0)
    }

    @discardableResult
    mutating func says(_ input: ElectionCore.Input) -> [String] {
        let actions = core.handle(input)
        for case .stand(let number) in actions { stand = number }
        return actions.map(\.text)
    }

    /// About the present stand.
    @discardableResult
    mutating func news(_ news: ElectionCore.StandNews) -> [String] {
        says(.ofStand(stand, news))
    }

    /// Connects and joins behind these.
    @discardableResult
    mutating func joins(behind ahead: Candidate...) -> [String] {
        says(.connected)
        return news(.joined(token: 9, ahead: ahead))
    }

    @discardableResult
    mutating func sees(_ candidate: Candidate) -> [String] {
        let number = candidate.name.sequence
        return news(.watching(candidate, Leader(ident: "\(number)", token: number)))
    }

    /// The first round.
    @discardableResult
    mutating func confirms(isLimited: Bool = true) -> [String] {
        news(.confirmed(round: 1, isLimited: isLimited))
    }

    mutating func leads(isLimited: Bool = true) {
        joins()
        confirms(isLimited: isLimited)
    }
}

extension ElectionCore.Action {
    var text: String {
        switch self {
        case .stand(let number): "stand \(number)"
        case .release(let number): "release \(number)"
        case .watchPredecessor(let candidate): "predecessor \(candidate.name.sequence)"
        case .watchLeader(let candidate): "leader \(candidate.name.sequence)"
        case .confirm(let round): "confirm \(round)"
        case .observe: "observe"
        case .setLeader(let leader): "leader \(leader.map { "\($0.ident)/\($0.token)" } ?? "-")"
        case .gain(let token): "gain \(token)"
        case .lose(let reason): "lose \(reason.map { "\($0)" } ?? "-")"
        case .refuse(let error): "refuse \(error)"
        case .end(let error): "end \(error.map { "\($0)" } ?? "")"
        }
    }
}
