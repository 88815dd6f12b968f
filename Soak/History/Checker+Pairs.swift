extension Checker {
    /// What was said to one candidate so far.
    private struct Hearing {
        /// What it was told last, `nil` where it was told nothing.
        var leads: Bool?
        /// The token and the moment of its last gain.
        var gain: (token: Int64, at: Instant)?
        /// Whether it was told of a loss with a reason and did not lead: right only as the last word of an elector that fails.
        var hadLastWord = false
    }

    private static let unfounded = "is told of a loss without a gain"

    /// Checks that each gain has its token and is followed by one loss with its reason, and each loss follows a gain.
    ///
    /// The first event of a candidate says whether it leads and may be a "no" without a gain; so may the last one, which
    /// tells why it ended. A process that was killed has nothing more to say.
    func checkPairs(_ report: inout Report) {
        let observed = Dictionary(grouping: entries.filter(\.isObservation), by: \.who)
        var hearings: [String: Hearing] = [:]
        for entry in entries {
            var hearing = hearings[entry.who, default: Hearing()]
            for problem in problems(entry, &hearing, observed[entry.who, default: []]) {
                report.violations.append(Violation(.unpaired, at: entry.at, "\(entry.who) \(problem)"))
            }
            hearings[entry.who] = hearing
        }
    }

    private func problems(_ entry: Entry, _ hearing: inout Hearing, _ observed: [Entry]) -> [String] {
        switch entry.what {
        case .told(true, let token, _):
            defer { hearing = Hearing(leads: true, gain: token.map { ($0, entry.at) }) }
            let falls = hearing.gain.map { $0.token > token ?? .max } ?? false
            return [
                (hearing.leads == true, "is told of a gain (\(token ?? 0)) twice"),
                (hearing.hadLastWord, Self.unfounded),
                (token == nil, "is told of a gain without a token"),
                // With the same one it leads again with the same node.
                (falls, "is told of a token that falls"),
            ]
            .compactMap { $0 ? $1 : nil }
        case .told(false, _, let reason):
            // The first event may be the loss of a gain that was withdrawn before it was read.
            defer {
                hearing.hadLastWord = hearing.leads == false && reason != nil
                hearing.leads = false
            }
            let isForeign = hearing.leads == true && isForeign(hearing.gain, until: entry.at, observed)
            return [
                (hearing.hadLastWord || hearing.leads == false && reason == nil, Self.unfounded),
                (hearing.leads == true && reason == nil, "is told of a loss without its reason"),
                (isForeign, "was told of a token with which it did not lead"),
            ]
            .compactMap { $0 ? $1 : nil }
        case .failed:
            hearing.hadLastWord = false
            return []
        case .ended:
            return [
                (hearing.leads == true, "ends and was not told of its loss"),
                (hearing.hadLastWord, Self.unfounded),
            ]
            .compactMap { $0 ? $1 : nil }
        default: return []
        }
    }

    /// Whether the candidate was seen to lead while it was told that it does, and never with the token that it was told.
    private func isForeign(
        _ gain: (token: Int64, at: Instant)?,
        until end: Instant,
        _ observed: [Entry]
    ) -> Bool {
        guard let gain else { return false }
        var isElse = false
        for case .led(let token, let from, let to) in observed.map(\.what) {
            if token == gain.token { return false }
            if from >= gain.at, to <= end { isElse = true }
        }
        return isElse
    }
}

extension Entry {
    /// Whether it tells that a candidate led by what it answered itself.
    fileprivate var isObservation: Bool {
        if case .led = what { true } else { false }
    }
}
