/// The median of some values, and how far they lie apart.
struct Spread {
    var median: Double
    var least: Double
    var most: Double

    /// `nil` where there are none.
    init?(_ values: some Sequence<Double>) {
        let sorted = values.sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        (self.least, self.most) = (least, most)
    }

    /// The median and the bounds, each written by `format`.
    func text(_ format: (Double) -> String = Text.number) -> String {
        "\(format(median)) (\(format(least))–\(format(most)))"
    }
}
