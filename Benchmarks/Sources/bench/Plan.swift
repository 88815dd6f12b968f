/// How much is measured.
struct Plan: Codable {
    var rounds: Int
    /// Requests under way at a time.
    var depths: [Int]
    /// For how many seconds at a depth that a goal names, and at another one.
    var seconds: Double
    var otherSeconds: Double
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
        seconds: 1.2,
        otherSeconds: 0.4,
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
        otherSeconds: 0.1,
        watches: 1_000,
        sizes: [2, 10],
        warmUp: 5,
        changes: 4,
        crashes: 1,
        elections: 200,
        idle: 2
    )

    /// For how many seconds at a depth.
    func seconds(depth: Int) -> Double {
        Goals.depths.contains(depth) ? seconds : otherSeconds
    }

    var text: String {
        func list(_ numbers: [Int]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }
        return """
            operations with \(list(depths)) under way, for \(Text.number(seconds)) s each \
            (\(Text.number(otherSeconds)) s at depths that no goal names); \(watches) watches; \
            elections of \(list(sizes)) candidates, \(changes) changes of leader after \(warmUp) that do not count; \
            \(crashes) crash in each; \(elections) elections on one connection; \
            \(Text.number(idle)) s idle
            """
    }
}
