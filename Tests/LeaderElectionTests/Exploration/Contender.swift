import ZooKeeper
import ZooKeeperTestKit

@testable import LeaderElection

/// A candidate in the exploration: a real core, and what its driver does about it.
///
/// The driver is a model of `SessionKeeper`, `CandidacyLoop` and `Stand`. Left out are the watch for changed idents, and the
/// one who looks on without standing.
struct Contender: Hashable {
    let ident: String
    var core: SubjectCore
    var session: Int64?
    /// Whether it has neither crashed nor ended.
    var isAlive = true
    var stands: [StandModel] = []
    /// The number of the stand that has not been released.
    var present: Int?
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

    init(ident: String, core: SubjectCore) {
        self.ident = ident
        self.core = core
    }

    /// The present stand.
    var stand: StandModel? { stands.first { $0.number == present } }

    /// Whether it leads as `Elector.isLeader` has it.
    var leadsValidly: Bool { isAlive && isLeading && stand?.lease == .valid }

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

    // MARK: - The loop

    /// The core hears the next report.
    mutating func hear(_ zoo: inout ModelZooKeeper) {
        let report = reports.removeFirst()
        switch report.news {
        case .connected(let session):
            (isUp, heardSession, heardLosses, confirmedOver) = (true, session, 0, nil)
        case .resumed: isUp = true
        case .suspended: (isUp, heardLosses) = (false, heardLosses + 1)
        case .sessionLost: isUp = false
        case .confirmed(_, let connection):
            // The loop looks at the clock again.
            guard stands.first(where: { $0.number == report.stand })?.lease == .valid else { return }
            if report.stand == present { confirmedOver = connection }
        case .released:
            stands.removeAll { $0.number == report.stand && $0.errands.allSatisfy { $0 == .done } }
        default: break
        }
        for action in core.handle(report) { perform(action, &zoo) }
        guard isLeading else { return }
        if report.news == .lapsed, report.stand == present { violation = "it leads after its lease ran out" }
        if !isUp, core.policy != .hold { violation = "it leads without a connection" }
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
            present = number
            stands.append(StandModel(number: number, session: heardSession ?? 0))
            begin(.create, number, &zoo)
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
        case .observe, .refuse: break
        }
    }

    private mutating func gain(_ token: Int64, _ zoo: ModelZooKeeper) {
        if isLeading { violation = "a gain after a gain" }
        isLeading = true
        // Under `hold` it is the lease that counts, wherever the answer was that gave it.
        if confirmedOver.map({ core.policy != .hold && $0 < heardLosses }) ?? true {
            violation = "it leads without a confirmation since the connection was lost"
        }
        guard token == stand?.own?.czxid else { return violation = "it leads under another's token" }
        // The mailbox hands out no gain whose lease has run out meanwhile.
        guard leadsValidly, let own = stand?.own else { return }
        let isFirst = Line.candidates(in: zoo).allSatisfy { own <= $0 }
        if !isFirst { violation = "it leads and is not the first" }
    }

    private mutating func end(_ zoo: inout ModelZooKeeper) {
        if let session { zoo.send(.close, from: session) }
        stop()
    }

    /// Nothing of this candidate goes on.
    mutating func stop() {
        (isAlive, isLeading, isUp) = (false, false, false)
        (stands, wakes, reports) = ([], [], [])
        (present, heardSession, confirmedOver, leader) = (nil, nil, nil, nil)
        (losses, heardLosses) = (0, 0)
    }

    /// Changes the present stand.
    private mutating func update<Result>(_ change: (inout StandModel) -> Result) -> Result? {
        guard let index = stands.firstIndex(where: { $0.number == present }) else { return nil }
        return change(&stands[index])
    }
}
