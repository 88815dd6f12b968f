/// How much is measured.
struct Plan: Codable {
    var rounds: Int
    /// Requests under way at a time.
    var depths: [Int]
    /// For how many seconds in each turn.
    var seconds: Double
    /// How many turns at a depth that a goal names: short ones, between which the others have theirs, so that a moment at which
    /// the machine is slow strikes one turn of each and not all of one. `nil` in results of before.
    var turns: Int?
    var watches: Int
    /// Candidates in an election.
    var sizes: [Int]
    /// Changes of leader before the first that counts, and those that count, in each round.
    var warmUp: Int
    var changes: Int
    /// Crashes of a leader in each round.
    var crashes: Int
    var elections: Int
    /// For how many seconds nothing happens.
    var idle: Double

    static let full = Plan(
        rounds: 5,
        depths: [1, 16, 256, 1_024],
        seconds: 0.3,
        turns: 5,
        watches: 10_000,
        sizes: [2, 10, 50, 100, 300],
        warmUp: 40,
        changes: 8,
        crashes: 1,
        elections: 10_000,
        idle: 20
    )

    static let quick = Plan(
        rounds: 2,
        depths: [1, 256],
        seconds: 0.1,
        turns: 1,
        watches: 1_000,
        sizes: [2, 10],
        warmUp: 5,
        changes: 4,
        crashes: 1,
        elections: 200,
        idle: 2
    )

    /// How many turns at a depth.
    func turns(depth: Int) -> Int {
        Goals.depths.contains(depth) ? turns ?? 1 : 1
    }

    var text: String {
        func list(_ numbers: [Int]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }
        return """
            operations with \(list(depths)) under way, for \(Text.number(seconds)) s each, and in \(turns ?? 1) turns at depths \
            that a goal names, of which the median counts; \(watches) watches; \
            elections of \(list(sizes)) candidates, \(changes) changes of leader after \(warmUp) that do not count; \
            \(crashes) crash in each; \(elections) elections on one connection; \
            \(Text.number(idle)) s idle
            """
    }
}
