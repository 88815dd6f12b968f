/// The median of some values, and how far they lie apart.
struct Spread {
    var median: Double
    var least: Double
    var most: Double
    var count: Int

    /// `nil` where there are none.
    init?(_ values: some Sequence<Double>) {
        let sorted = values.sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        (self.least, self.most, count) = (least, most, sorted.count)
    }

    /// The median and the bounds, each written by `format`.
    ///
    /// - Parameter rounds: what need not be said: that there are so many values.
    func text(of rounds: Int, _ format: (Double) -> String = Text.number) -> String {
        "\(format(median)) (\(format(least))–\(format(most))\(count == rounds ? "" : "; n = \(count)"))"
    }
}
