/// How much is measured.
struct Plan {
    var rounds: Int
    /// Requests under way at a time.
    var depths: [Int]
    var requests: Int
    var watches: Int
    /// Candidates in an election.
    var sizes: [Int]
    /// Changes of leader in each round.
    var changes: Int
    var elections: Int
    var idle: Duration

    static let full = Plan(
        rounds: 5,
        depths: [1, 16, 256, 1_024],
        requests: 4_000,
        watches: 10_000,
        sizes: [2, 10, 50, 100, 300],
        changes: 8,
        elections: 10_000,
        idle: .seconds(5)
    )

    static let quick = Plan(
        rounds: 2,
        depths: [1, 256],
        requests: 1_000,
        watches: 1_000,
        sizes: [2, 10],
        changes: 4,
        elections: 200,
        idle: .seconds(2)
    )
}
