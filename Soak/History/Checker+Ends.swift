extension Checker {
    /// The one signal that the nemesis ends processes with: SIGKILL.
    private static let kill = ProcessEnd.signal(9)

    /// Checks that no process and no elector ended that nobody had ended, and that all that was written could be read.
    ///
    /// A process has left in an orderly way where it has said so and ends with the exit code 0. Its elector may have ended
    /// before, with an error, under a policy that does not heal.
    func checkEnds(_ report: inout Report) {
        let lastLines = Dictionary(
            entries.enumerated().map { ($1.who, $0) },
            uniquingKeysWith: { $1 }
        )
        var failed: Set<String> = []
        var ended: Set<String> = []
        for (index, entry) in entries.enumerated() {
            switch entry.what {
            case .failed(let error):
                failed.insert(entry.who)
                if settings.policy != "failStop" {
                    report.violations.append(
                        Violation(.desertion, at: entry.at, "the elector of \(entry.who) fails: \(error)")
                    )
                }
            case .ended:
                ended.insert(entry.who)
                if !failed.contains(entry.who), !isToLeave(entry.who, at: entry.at) {
                    report.violations.append(
                        Violation(.desertion, at: entry.at, "\(entry.who) leaves without being told to")
                    )
                }
            case .exited(let ident, let end, let lastWords):
                let isKilled = end == Self.kill && isKilled(ident, at: entry.at)
                let hasLeft = end == .code(0) && ended.contains(ident)
                if !isKilled, !hasLeft {
                    report.violations.append(
                        Violation(.death, at: entry.at, "\(ident) dies \(end): \(lastWords)")
                    )
                }
            case .unreadable(let ident, let line):
                // The last line of one that was killed may be torn.
                if !isKilled(ident, at: entry.at) || lastLines[ident, default: 0] > index {
                    report.violations.append(
                        Violation(.unreadable, at: entry.at, "\(ident) writes: \(line)")
                    )
                }
            default: break
            }
        }
    }

    /// Whether the candidate was told to leave by then: alone or with all others.
    private func isToLeave(_ ident: String, at instant: Instant) -> Bool {
        faults.contains { $0.kind == .closeCandidate && $0.target == ident && $0.begin <= instant }
            || entries.contains { $0.what == .closing && $0.at <= instant }
    }

    /// Whether the candidate's process was killed by then: as a fault, or because it did not leave.
    private func isKilled(_ ident: String, at instant: Instant) -> Bool {
        faults.contains { $0.kind == .killCandidate && $0.target == ident && $0.begin <= instant }
            || entries.contains { $0.what == .stayed(ident: ident) && $0.at <= instant }
    }
}
