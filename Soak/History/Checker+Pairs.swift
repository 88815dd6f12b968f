extension Checker {
    /// Checks that each gain is followed by one loss, and each loss follows a gain.
    ///
    /// The first event of a candidate says whether it leads and may be a "no" without a gain; so may the last one, which
    /// tells why it ended. A process that was killed has nothing more to say.
    func checkPairs(_ report: inout Report) {
        var leads: [String: Bool] = [:]
        for entry in entries {
            let problem: String? =
                switch (entry.what, leads[entry.who]) {
                case (.told(true, let token, _), true): "is told of a gain (\(token ?? 0)) twice"
                case (.told(false, _, nil), false): "is told of a loss without a gain"
                case (.ended, true): "ends and was not told of its loss"
                default: nil
                }
            if let problem {
                report.violations.append(Violation(.unpaired, at: entry.at, "\(entry.who) \(problem)"))
            }
            if case .told(let leader, _, _) = entry.what { leads[entry.who] = leader }
        }
    }
}
