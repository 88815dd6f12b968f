import Foundation

/// A logarithmic axis.
struct Axis {
    private let low: Double
    private let high: Double
    private let start: Double
    private let end: Double

    /// - Parameters:
    ///   - values: what is to be shown; all above 0.
    ///   - isWhole: whether it begins and ends at one of its marks.
    init(_ values: [Double], from start: Double, to end: Double, isWhole: Bool = false) {
        let low = values.min() ?? 1
        let high = values.max() ?? 10
        self.low = isWhole ? Self.mark(below: low) : low
        self.high = isWhole ? Self.mark(above: high) : max(high, low * 1.01)
        (self.start, self.end) = (start, end)
    }

    /// 1, 2 and 5 of each power of ten, or where that is too much of a good thing only 1.
    var ticks: [Double] {
        let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        let digits: [Double] = log10(high / low) > 2.5 ? [1] : [1, 2, 5]
        return powers.flatMap { power in digits.map { $0 * pow(10, Double(power)) } }
            .filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
    }

    func position(_ value: Double) -> Double {
        start + (end - start) * log(value / low) / log(high / low)
    }

    private static func mark(below value: Double) -> Double {
        let power = pow(10, log10(value).rounded(.down))
        return ([5, 2, 1].first { $0 * power <= value } ?? 1) * power
    }

    private static func mark(above value: Double) -> Double {
        let power = pow(10, log10(value).rounded(.down))
        return ([1, 2, 5].first { $0 * power > value } ?? 10) * power
    }
}
