import Foundation

/// All that a run has found.
struct Results: Codable {
    /// One for each run that has added to it.
    var runs: [Machine]
    var failures: [String] = []
    var samples: [Sample] = []

    init(runs: [Machine] = []) {
        self.runs = runs
    }

    /// Reads what an earlier run has written.
    init(_ file: URL) throws {
        self = try JSONDecoder().decode(Results.self, from: Data(contentsOf: file))
    }

    /// The values of each round, in the order of the rounds.
    func values(_ metric: Metric, size: Int, of contender: Contender) -> [Double] {
        samples.filter { $0.metric == metric.name && $0.size == size && $0.contender == contender }
            .sorted { $0.round < $1.round }
            .map(\.value)
    }

    func spread(_ metric: Metric, size: Int, of contender: Contender) -> Spread? {
        Spread(values(metric, size: size, of: contender))
    }

    /// By how much one is more than another, round by round.
    func ratio(_ metric: Metric, size: Int, of one: Contender = .swift, to other: Contender) -> Spread? {
        func byRound(_ contender: Contender) -> [Int: Double] {
            let rounds = samples.filter {
                $0.metric == metric.name && $0.size == size && $0.contender == contender
            }
            return Dictionary(rounds.map { ($0.round, $0.value) }) { first, _ in first }
        }
        let others = byRound(other)
        return Spread(byRound(one).compactMap { round, value in others[round].map { value / $0 } })
    }

    /// The number of the last round.
    var lastRound: Int { samples.map(\.round).max() ?? 0 }

    /// In how many rounds there is something to be found.
    var rounds: Int { Set(samples.map(\.round)).count }

    /// For which sizes there is something.
    func sizes(_ metric: Metric) -> [Int] {
        Set(samples.filter { $0.metric == metric.name }.map(\.size)).sorted()
    }

    /// Of whom there is something.
    func contenders(_ metric: Metric) -> [Contender] {
        let found = Set(samples.filter { $0.metric == metric.name }.map(\.contender))
        return Contender.allCases.filter(found.contains)
    }
}
