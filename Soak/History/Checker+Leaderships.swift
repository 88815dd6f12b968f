extension Checker {
    /// Checks that leaderships follow one another in the order of their tokens.
    func checkLeaderships(_ report: inout Report) {
        let leaderships = leaderships(&report)
        report.leaderships = leaderships.count
        // From the largest token down: of those with a larger one, the one that began first is the strictest.
        var earliest: Leadership?
        for leadership in leaderships.reversed() {
            if let next = earliest, leadership.last > next.first {
                if isExcused(leadership, before: next) {
                    report.excusedOverlaps += 1
                    report.longestExcuse = max(report.longestExcuse, leadership.last - next.first)
                } else {
                    report.violations.append(violation(leadership, next))
                }
            }
            earliest = [leadership, earliest].compactMap { $0 }.min { $0.first < $1.first }
        }
    }

    /// In the order of their tokens.
    private func leaderships(_ report: inout Report) -> [Leadership] {
        var found: [Int64: Leadership] = [:]
        for entry in entries {
            guard case .led(let token, let from, let to) = entry.what else { continue }
            if let known = found[token], known.who != entry.who {
                report.violations.append(
                    Violation(.tokenOrder, at: from, "\(known.who) and \(entry.who) have the token \(token)")
                )
            }
            found[token, default: Leadership(token: token, who: entry.who, first: from, last: to)]
                .extend(from: from, to: to)
        }
        return found.values.sorted { $0.token < $1.token }
    }

    /// Whether there is a fault that is why the old leader may not have known yet.
    private func isExcused(_ old: Leadership, before next: Leadership) -> Bool {
        faults.contains { fault in
            fault.kind.isOfOperator && (fault.token == nil || fault.token == old.token)
                && next.first >= fault.begin
                && old.last <= min(fault.end, next.first) + settings.sessionTimeout / 2
        }
    }

    private func violation(_ old: Leadership, _ next: Leadership) -> Violation {
        if old.first > next.first {
            return Violation(
                .tokenOrder,
                at: old.first,
                "\(old.who) begins to lead with \(old.token) after \(next.who) with \(next.token)"
            )
        }
        let excess = Double(old.last - next.first) / 1e6
        return Violation(
            .overlap,
            at: next.first,
            "\(old.who) (\(old.token)) says that it leads \(excess) ms after \(next.who) (\(next.token)) began to"
        )
    }
}
