import Foundation

/// Takes down what is measured, and what failed.
final class Recorder {
    private(set) var results: Results
    private let file: URL?

    init(_ results: Results, file: URL?) {
        self.results = results
        self.file = file
    }

    func note(_ value: Double, _ metric: Metric, size: Int, of contender: Contender, round: Int) {
        results.samples.append(
            Sample(round: round, contender: contender, metric: metric.name, size: size, value: value)
        )
    }

    /// Runs `body`; where a contender fails, that is a result too.
    ///
    /// - Returns: whether it has not failed.
    @discardableResult
    func attempt(
        _ what: String,
        of contender: Contender,
        round: Int,
        _ body: () async throws -> Void
    ) async -> Bool {
        let failures = results.failures.count
        let start = ContinuousClock.now
        do {
            try await body()
        } catch {
            results.failures.append("\(contender.title), \(what), round \(round): \(error)")
            print("failed: \(error)")
        }
        let seconds = start.duration(to: .now) / .seconds(1)
        print("round \(round): \(what), \(contender.title): \(Text.number(seconds)) s")
        // What is printed into a file is kept back otherwise.
        fflush(nil)
        return results.failures.count == failures
    }

    /// Writes down what there is, so that it is not lost when the rest fails.
    func save() throws {
        guard let file, let run = results.runs.indices.last else { return }
        results.runs[run].loadAfter = Machine.load
        results.runs[run].end = Machine.date
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(results).write(to: file, options: .atomic)
    }
}
