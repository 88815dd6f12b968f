extension Checker {
    /// Checks that there is a leader, or there soon is.
    func checkVacancies(_ report: inout Report) {
        guard let opened = entries.first(where: { $0.what == .opened })?.at,
            let closing = entries.first(where: { $0.what == .closing })?.at
        else { return }
        let period = Span(begin: opened, end: closing)
        report.duration = period.length
        let outages = spells(until: closing) { if case .quorum(let isUp) = $0 { isUp } else { nil } }
        report.withoutQuorum = outages.compactMap { $0.overlap(period)?.length }.reduce(0, +)
        checkOutages(outages, in: period, &report)
        let marks = faults.flatMap { [$0.begin, $0.end] }
        let unheard =
            outages + faults.filter { $0.kind == .replaceServer }.map { Span(begin: $0.begin, end: $0.end) }
        for vacancy in Span.gaps(in: period, between: led()) {
            report.longestVacancy = max(report.longestVacancy, vacancy.length)
            for part in Span.gaps(in: vacancy, between: unheard) {
                report.longestVacancyInQuorum = max(report.longestVacancyInQuorum, part.length)
                for peace in part.split(at: marks) {
                    report.longestVacancyInPeace = max(report.longestVacancyInPeace, peace.length)
                    guard peace.length > settings.longestVacancy else { continue }
                    report.violations.append(
                        Violation(
                            .vacancy,
                            at: peace.begin,
                            "nobody leads for \(Double(peace.length) / 1e9) s with a quorum and without a fault"
                        )
                    )
                }
            }
        }
    }

    /// Checks that there was a quorum where the servers were well, and one of them said that it led a majority.
    ///
    /// Whoever asks for it is a client as the candidates are: that it cannot connect again must not excuse anybody.
    private func checkOutages(_ outages: [Span], in period: Span, _ report: inout Report) {
        let unled = spells(until: period.end) { if case .majority(let isLed) = $0 { isLed } else { nil } }
        let broken = faults.filter(\.kind.isOfServers).map { fault in
            Span(begin: fault.begin, end: fault.end == .max ? .max : fault.end + Self.recovery)
        }
        for outage in outages.compactMap({ $0.overlap(period) }) {
            for part in Span.gaps(in: outage, between: broken + unled) where part.length > Self.stall {
                report.violations.append(
                    Violation(
                        .outage,
                        at: part.begin,
                        "there is no quorum for \(Double(part.length) / 1e9) s although the servers are well"
                    )
                )
            }
        }
    }

    private func led() -> [Span] {
        entries.compactMap { entry in
            guard case .led(_, let from, let to) = entry.what else { return nil }
            return Span(begin: min(from, to), end: to)
        }
    }

    /// From when on until when something was not so.
    ///
    /// - Parameter state: whether an entry says that it is so; `nil` where it says nothing about that.
    private func spells(until closing: Instant, without state: (Entry.Event) -> Bool?) -> [Span] {
        var spells: [Span] = []
        var begin: Instant?
        for entry in entries {
            guard let isSo = state(entry.what) else { continue }
            if !isSo {
                begin = begin ?? entry.at
            } else if let start = begin {
                spells.append(Span(begin: start, end: entry.at))
                begin = nil
            }
        }
        if let begin { spells.append(Span(begin: begin, end: closing)) }
        return spells
    }
}
