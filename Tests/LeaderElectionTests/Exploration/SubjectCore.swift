@testable import LeaderElection

/// A core, and the bug that it is given, if any.
struct SubjectCore: Hashable {
    private var core: ElectionCore
    private let mutation: Mutation?
    private var ahead: [Candidate] = []
    private var stand = 0
    private var round = 0
    private var hasWatched = false

    init(ident: String, policy: Elector.Policy, mutation: Mutation? = nil) {
        core = ElectionCore(ident: ident, policy: policy)
        self.mutation = mutation
    }

    var policy: Elector.Policy { core.policy }
    var position: Position { core.position }

    mutating func handle(_ report: Report) -> [ElectionCore.Action] {
        guard let mutation else { return core.handle(report.input) }
        return distorted(report, mutation).flatMap { report in
            core.handle(report.input).flatMap { distort($0, mutation) }
        }
    }

    /// What a core with that bug hears.
    private mutating func distorted(_ report: Report, _ mutation: Mutation) -> [Report] {
        var report = report
        switch (mutation, report.news) {
        case (.acceptsEarlierRounds, .confirmed(_, let connection, let isLimited)):
            report.news = .confirmed(round: round, connection: connection, isLimited: isLimited)
        case (.acceptsNewsOfEarlierStands, _) where report.stand != 0:
            report.stand = stand
        case (.keepsItsRound, .confirmed(let round, let connection, let isLimited)):
            let next = Report.News.confirmed(round: round + 1, connection: connection, isLimited: isLimited)
            return [report, Report(news: next, stand: report.stand)]
        case (.holdsWithoutALease, .confirmed(let round, let connection, _)):
            report.news = .confirmed(round: round, connection: connection, isLimited: true)
        case (.ignoresWithdrawal, .resign):
            report.news = .resign(.tail)
        case (.watchesFromTheWrongEnd, .joined(let own, let ahead)):
            report.news = .joined(own: own, ahead: ahead.reversed())
        case (.takesTheLeaderForThePredecessor, .joined(_, let ahead)),
            (.takesThePredecessorForTheLeader, .joined(_, let ahead)),
            (.watchesEverybodyInFront, .joined(_, let ahead)):
            self.ahead = ahead
        case (.takesTheLeaderForThePredecessor, .gone(let candidate)) where candidate == ahead.first,
            (.takesThePredecessorForTheLeader, .gone(let candidate)) where candidate == ahead.last:
            return ahead.map { Report(news: .gone($0), stand: report.stand) }
        case (.ordersByText, .joined(let own, let ahead)):
            report.news = .joined(own: own, ahead: ahead.filter { $0.name.text < own.name.text })
        case (.breaksTiesByText, .joined(let own, let ahead)):
            let rest = ahead.filter {
                ($0.name.sequence, $0.name.text) < (own.name.sequence, own.name.text)
            }
            report.news = .joined(own: own, ahead: rest)
        case (.ignoresThatOthersGo, .gone),
            (.ignoresLossOfSession, .sessionLost),
            (.ignoresLossOfNode, .nodeGone),
            (.ignoresSuspension, .suspended),
            (.ignoresResumption, .resumed),
            (.ignoresLapse, .lapsed),
            (.ignoresConfirmations, .confirmed),
            (.ignoresCampaign, .campaign),
            (.ignoresObservation, .seen),
            (.ignoresDeposition, .deposed),
            (.ignoresFailure, .failed):
            return []
        default: break
        }
        return [report]
    }

    /// What a core with that bug does.
    private mutating func distort(
        _ action: ElectionCore.Action,
        _ mutation: Mutation
    ) -> [ElectionCore.Action] {
        switch (mutation, action) {
        case (_, .stand(let number)):
            stand = number
            hasWatched = false
        case (.gainsWithoutConfirmation, .confirm(let round)):
            return [action] + core.handle(.ofStand(stand, .confirmed(round: round, isLimited: true)))
        case (.confirmsTwice, .confirm): return [action, action]
        case (_, .confirm(let round)):
            self.round = round
        case (.watchesEverybodyInFront, .watchPredecessor):
            defer { hasWatched = true }
            return hasWatched ? [] : ahead.map { .watchPredecessor($0) }
        case (.watchesOnePredecessorOnly, .watchPredecessor):
            defer { hasWatched = true }
            return hasWatched ? [] : [action]
        case (.watchesOneLeaderOnly, .watchLeader):
            defer { hasWatched = true }
            return hasWatched ? [] : [action]
        case (.neverReleases, .release): return []
        case (.standsBeforeItsNodeIsGone, .release(let number)):
            // Of the others nobody waits for that.
            return core.handle(.ofStand(number, .released)) + [action]
        case (.gainsTwice, .gain): return [action, action]
        case (.neverLoses, .lose(.some)): return []
        case (.leadsUnderAnotherToken, .gain(let token)): return [.gain(token: token - 1)]
        case (.keepsTheLeaderToItself, .setLeader): return []
        default: break
        }
        return [action]
    }
}
