/// Reads a history and says what in it must not be.
///
/// ## How two leaders are proven
///
/// A *leadership* is all of the "yes" that was observed with one token, from the first to the last. A token is the number of
/// the transaction that made the leader's node, so it is one node that leads from beginning to end. In between a leader may
/// have said "no" for a while: under `hold` when its lease had run out, under `stepDown` when its connection was lost. It
/// may say "yes" again only because its node was there all the time; and while it was, nobody with a larger token, who
/// stands behind it, may lead. So leaderships must follow one another without touching, in the order of their tokens: a
/// "yes" with the token `a` after a "yes" with a larger token `b` is a violation, whether or not the other one said "yes"
/// at the very same instant. That is stronger than to compare intervals, and sound where intervals are not: nothing is taken
/// for granted about the time between two looks, in which the process may have stood still.
///
/// The two are told apart by which began first. Where it was `a`, it went on for too long: an *overlap*. Where it was `b`, the
/// order of tokens is broken.
///
/// A look takes time: what it says was true at some moment while it lasted. So the beginning of a leadership is the moment
/// after the first look, its end the moment before the last one; with that the proof holds on whatever side of the look the
/// process was interrupted.
///
/// ## What is excused
///
/// An operator who deletes a leader's node, or ends its session, ends leadership before its lease. The next one leads at once,
/// and the old one says "yes" until it has heard of it. That takes a round trip, and where it cannot be reached until its
/// lease has run out: half of a session timeout after the deletion at most, because a check of its node that is sent later is
/// refused. The deletion is over when the operator is told so, and when the next one leads. So an overlap is excused where it
/// begins after such a fault, which is in the history and came about, has begun, and where the old one's last "yes" is not
/// later than half of a session timeout after the end of the fault and the next one's first "yes", whichever was first. Writes
/// are not excused: `commit` is safe even then.
///
/// ## When there ought to be a leader
///
/// Where a leader fails, its session ends after the session timeout `S`, and one and a half of the servers' ticks at most
/// (``Settings/longestExpiry``), and the next one leads. A fault that hits the next one, just then, may begin that anew; so
/// may a quorum that comes back. So what must not exceed `S` and 5 s (``Settings/longestVacancy``) is a time without a leader
/// in which there was a quorum and no fault began or ended. While a server that was replaced as the ensemble's leader goes on
/// answering, the next one may be connected to it and hear of nothing: that time counts as one without a quorum.
///
/// Whether there is a quorum is asked through the client that is under test. So a time without one must be explained: by a server
/// that is broken, or was ``recovery`` ago at most, or because no server says that it leads a majority, which is asked without
/// that client.
public struct Checker: Sendable {
    /// How long servers may take to have a quorum again that have been broken.
    static let recovery = Duration.seconds(10).nanoseconds
    /// For how long nobody may be answered though nothing is broken: the whole machine may stand still.
    static let stall = Duration.seconds(5).nanoseconds

    let entries: [Entry]
    /// Of no time at all where the history does not begin as it should.
    let settings: Settings
    let faults: [Fault]

    /// - Parameter entries: the history. Those of one candidate must be in the order in which it wrote them.
    public init(_ entries: [Entry]) {
        self.entries = entries
        var settings = Settings(sessionTimeout: 0, tickTime: 0)
        for case .settings(let known) in entries.map(\.what) { settings = known }
        self.settings = settings
        faults = Fault.all(in: entries)
    }

    /// Checks everything.
    public func report() -> Report {
        var report = Report()
        var begins = false
        for entry in entries {
            switch entry.what {
            case .settings: begins = true
            case .fault: report.missedFaults += 1
            case .wrote(_, _, let outcome): report.writes[outcome, default: 0] += 1
            case .audited: report.isComplete = begins
            default: break
            }
        }
        for fault in faults { report.faults[fault.kind, default: 0] += 1 }
        report.missedFaults -= faults.count
        checkLeaderships(&report)
        checkWrites(&report)
        checkVacancies(&report)
        checkPairs(&report)
        checkEnds(&report)
        checkLeftovers(&report)
        report.violations.sort { ($0.at, $0.description) < ($1.at, $1.description) }
        return report
    }

    private func checkLeftovers(_ report: inout Report) {
        for entry in entries {
            switch entry.what {
            case .leftover(let path):
                report.violations.append(Violation(.leftover, at: entry.at, "\(path) is left"))
            case .misplaced(let ident):
                report.violations.append(
                    Violation(
                        .misplaced,
                        at: entry.at,
                        "\(ident) is here and not in line once, or is gone and still in line"
                    )
                )
            case .stayed(let ident):
                report.violations.append(Violation(.leftover, at: entry.at, "\(ident) does not leave"))
            default: break
            }
        }
    }
}
