import History

/// A history made by hand. Times are in milliseconds; the session timeout is four seconds.
struct Tale {
    var entries: [Entry] = []

    /// Adds an entry.
    mutating func add(_ at: Int64, by who: String = "conductor", _ what: Entry.Event) {
        entries.append(Entry(at: at * 1_000_000, who: who, what))
    }

    /// Adds what was observed of a leader, and what it was told.
    mutating func lead(_ who: String, _ token: Int64, from: Int64, to: Int64) {
        add(from, by: who, .told(leader: true, token: token, reason: nil))
        observe(who, token, from: from, to: to)
        add(to, by: who, .told(leader: false, token: nil, reason: "session expired"))
    }

    /// Adds what was observed of a leader.
    mutating func observe(_ who: String, _ token: Int64, from: Int64, to: Int64) {
        add(to, by: who, .led(token: token, from: from * 1_000_000, to: to * 1_000_000))
    }

    /// Adds a write, and that it is in the register as the `czxid`th transaction.
    mutating func write(
        _ at: Int64,
        _ who: String,
        _ number: Int,
        token: Int64,
        _ outcome: WriteOutcome = .acknowledged,
        czxid: Int64?
    ) {
        add(at, by: who, .wrote(number: number, token: token, outcome: outcome))
        guard let czxid else { return }
        add(90_000, .effect(czxid: czxid, token: token, writer: who, number: number))
    }

    var violations: [Violation.Kind] { report.violations.map(\.kind) }

    var report: Report { Checker(entries + [Entry(at: 99_000_000_000, who: "conductor", .audited)]).report() }

    /// A leads, is stopped, and B leads; A comes back and B leaves; one minute. Nothing is wrong with it.
    ///
    /// - Parameter aEnds: when A says "yes" for the last time.
    /// - Parameter bBegins: when B says "yes" for the first time.
    /// - Parameter policy: what the candidates do when their connection is in trouble.
    static func good(aEnds: Int64 = 20_000, bBegins: Int64 = 24_000, policy: String = "hold") -> Tale {
        var tale = Tale()
        tale.add(
            0,
            .settings(Settings(sessionTimeout: 4_000_000_000, tickTime: 200_000_000, policy: policy))
        )
        tale.add(1_000, by: "a", .told(leader: false, token: nil, reason: nil))
        tale.add(1_000, by: "b", .told(leader: false, token: nil, reason: nil))
        tale.lead("a", 100, from: 2_000, to: aEnds)
        tale.add(2_500, .opened)
        tale.add(20_000, .fault(number: 1, kind: .stopCandidate, target: "a", token: nil))
        tale.add(26_000, .healed(number: 1))
        tale.write(3_000, "a", 1, token: 100, czxid: 201)
        tale.write(4_000, "a", 2, token: 100, .unknown, czxid: 202)
        tale.write(5_000, "a", 3, token: 100, .unknown, czxid: nil)
        tale.write(26_000, "a", 4, token: 100, .refused, czxid: nil)
        tale.write(25_000, "b", 1, token: 101, czxid: 203)
        tale.lead("b", 101, from: bBegins, to: 61_000)
        tale.add(60_000, .closing)
        tale.add(61_500, by: "a", .ended)
        tale.add(61_500, by: "b", .ended)
        for ident in ["a", "b"] { tale.add(61_600, .exited(ident: ident, end: .code(0), lastWords: "")) }
        return tale
    }
}
