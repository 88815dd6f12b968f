import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// A candidate in the exploration: a real core, and what its driver does about it.
///
/// The driver is a model of `SessionKeeper`, `CandidacyLoop`, `Stand` and `LeaderWatch`. Left out are changed idents, that a
/// node is deleted before its session is closed, and that a leader is read along with its watch: here that is the next request.
struct Contender: Hashable {
    let ident: String
    /// Whether its connection can have a lease.
    let hasLease: Bool
    var core: SubjectCore
    var session: Int64?
    /// Whether it has neither crashed nor ended.
    var isAlive = true
    var stands: [StandModel] = []
    /// The number of the stand that has not been released.
    var present: Int?
    /// Who looks on while there is no stand.
    var observation: Observation?
    var lastObservation = 0
    /// Whether its user does not want it to stand, as the core has heard.
    var isWithdrawn = false
    /// Which of its nodes an operator has deleted.
    var deleted: Set<String> = []
    /// How many requests it may still send, for what has happened so far: see ``Budget``.
    var credit = 0
    /// What its tasks have not taken note of yet.
    var wakes: [Wake] = []
    /// What its tasks have reported and the core has not heard yet.
    var reports: [Report] = []

    /// How often the connection was lost in this session, and how often the core has heard so.
    var losses = 0
    var heardLosses = 0
    /// Whether the connection is up, and which session there is, as the core has heard.
    var isUp = false
    var heardSession: Int64?
    /// Over which connection the session was confirmed, as the core has heard last.
    var confirmedOver: Int?

    var isLeading = false
    var leader: Leader?
    /// What it did that must not be.
    var violation: String?

    static let base = "/e"

    init(ident: String, hasLease: Bool, core: SubjectCore) {
        self.ident = ident
        self.hasLease = hasLease
        self.core = core
    }

    /// The present stand.
    var stand: StandModel? { stands.first { $0.number == present } }

    /// Whether it leads as `Elector.isLeader` has it.
    var leadsValidly: Bool { isAlive && isLeading && stand?.isGood == true }

    mutating func report(_ news: Report.News, stand: Int = 0) {
        if isAlive { reports.append(Report(news: news, stand: stand)) }
    }

    mutating func wake(_ content: Wake.Content, stand: Int = 0, slot: Int = 0) {
        if isAlive { wakes.append(Wake(stand: stand, slot: slot, content: content)) }
    }

    /// Which of its tasks may wake up next.
    var wakeable: [Int] {
        wakes.indices.filter { index in
            !wakes[..<index].contains { ($0.stand, $0.slot) == (wakes[index].stand, wakes[index].slot) }
        }
    }

    /// Whether something depends on that the session is confirmed once more. While the lease runs that is so where the core
    /// has not heard so: an answer that came late was to an earlier round.
    var isDueForRenewal: Bool {
        guard let stand, stand.isRenewable else { return false }
        return stand.lease != .valid || (!isLeading && wakes.isEmpty && reports.isEmpty)
    }

    /// How many answers an errand has that it has not taken note of.
    func answers(stand: Int, slot: Int) -> Int {
        wakes.count { $0.isReply && ($0.stand, $0.slot) == (stand, slot) }
    }

    /// Puts requests on their way, where there is a connection; else that waits for it.
    mutating func send(
        _ requests: [ModelRequest],
        stand: Int,
        slot: Int,
        from session: Int64,
        _ zoo: inout ModelZooKeeper
    ) {
        guard zoo.sessions[session]?.isConnected == true else { return }
        credit -= requests.count
        if credit < 0 { violation = "it asks for more than what happened is worth" }
        for request in requests { zoo.send(request, tag: stand * 1_000 + slot, from: session) }
    }

    // MARK: - The loop

    /// The core hears the next report.
    mutating func hear(_ zoo: inout ModelZooKeeper) {
        let report = reports.removeFirst()
        switch report.news {
        case .connected(let session):
            (isUp, heardSession, heardLosses, confirmedOver) = (true, session, 0, nil)
        case .resumed:
            isUp = true
            credit += Budget.resumption(of: self)
        case .suspended: (isUp, heardLosses) = (false, heardLosses + 1)
        case .sessionLost: (isUp, observation) = (false, nil)
        case .resign(.no): isWithdrawn = true
        case .campaign: isWithdrawn = false
        case .seen(_, let number):
            // An earlier one may have had its answer when it was cancelled.
            guard number == lastObservation else { return }
        case .confirmed(_, let connection, _):
            // The loop looks at the clock again.
            guard stands.first(where: { $0.number == report.stand })?.isGood == true else { return }
            if report.stand == present { confirmedOver = connection }
        case .released:
            stands.removeAll { $0.number == report.stand && $0.errands.allSatisfy { $0 == .done } }
        default: break
        }
        let isOfNow = report.stand == 0 || report.stand == present
        for action in core.handle(report) { perform(action, &zoo) }
        if isOfNow, report.isEnd(under: core.policy), isAlive { violation = "it goes on" }
        guard isLeading else {
            if !isUp, leader != nil { violation = "it knows a leader without a connection" }
            return
        }
        if isOfNow, report.isLossOfLeadership { violation = "it leads after what it has heard" }
        if !isUp, core.policy != .hold || !hasLease { violation = "it leads without a connection" }
    }

    /// All tasks wake up, and the core hears of it.
    mutating func keepUp(_ zoo: inout ModelZooKeeper) {
        while true {
            if !reports.isEmpty {
                hear(&zoo)
            } else if !wakes.isEmpty {
                wake(at: 0, &zoo)
            } else {
                return
            }
        }
    }

    private mutating func perform(_ action: ElectionCore.Action, _ zoo: inout ModelZooKeeper) {
        switch action {
        case .stand(let number):
            if stands.contains(where: { !$0.isReleased }) { violation = "it stands twice" }
            (present, observation) = (number, nil)
            stands.append(StandModel(number: number, session: heardSession ?? 0))
            begin(.create, number, &zoo)
            begin(.list, number, &zoo)
        case .watchPredecessor(let candidate):
            let isNew = update { $0.predecessors.insert(candidate).inserted }
            if isNew == false { violation = "it watches a predecessor twice" }
            if let present { begin(.armPredecessor(candidate), present, &zoo) }
        case .watchLeader(let candidate):
            let isNew = update { $0.leaders.insert(candidate).inserted }
            if isNew == false { violation = "it watches a leader twice" }
            if let present { begin(.armLeader(candidate), present, &zoo) }
        case .confirm(let round): confirm(round, &zoo)
        case .release(let number): release(number, &zoo)
        case .setLeader(let leader): self.leader = leader
        case .gain(let token): gain(token, zoo)
        case .lose(let reason):
            if isLeading != (reason != nil) { violation = "a loss without a gain, or the other way round" }
            isLeading = false
        case .end: end(&zoo)
        case .observe: observe(&zoo)
        case .refuse: break
        }
    }

    private mutating func gain(_ token: Int64, _ zoo: ModelZooKeeper) {
        if isLeading { violation = "a gain after a gain" }
        isLeading = true
        // Under `hold` it is the lease that counts, wherever the answer was that gave it.
        let isHeld = core.policy == .hold && hasLease
        if confirmedOver.map({ !isHeld && $0 < heardLosses }) ?? true {
            violation = "it leads without a confirmation since the connection was lost"
        }
        guard token == stand?.own?.czxid else { return violation = "it leads under another's token" }
        // The mailbox hands out no gain whose lease has run out meanwhile.
        guard leadsValidly, let own = stand?.own, let path = stand?.path else { return }
        let line = Line.candidates(in: zoo.tree)
        let isFirst = line.allSatisfy { own <= $0 }
        if !isFirst { violation = "it leads and is not the first" }
        // That a node is gone takes a while to be heard of; with a lease that cannot be because its session is over.
        let mayBeGone = deleted.contains(path) || (!hasLease && isOver(in: zoo))
        if !line.contains(own), !mayBeGone { violation = "it leads without a node" }
    }

    /// Whether its session is over, which it may not have heard of.
    func isOver(in zoo: ModelZooKeeper) -> Bool { session.flatMap { zoo.sessions[$0] }?.isOver ?? true }

    private mutating func end(_ zoo: inout ModelZooKeeper) {
        if let session { zoo.send(.close, from: session) }
        stop()
    }

    /// Nothing of this candidate goes on.
    mutating func stop() {
        (isAlive, isLeading, isUp) = (false, false, false)
        (stands, wakes, reports) = ([], [], [])
        (present, heardSession, confirmedOver, leader) = (nil, nil, nil, nil)
        (losses, heardLosses, credit, deleted, observation) = (0, 0, 0, [], nil)
    }

    /// Changes the present stand.
    private mutating func update<Result>(_ change: (inout StandModel) -> Result) -> Result? {
        guard let index = stands.firstIndex(where: { $0.number == present }) else { return nil }
        return change(&stands[index])
    }
}
