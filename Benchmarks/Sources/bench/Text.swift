import Foundation

/// How numbers are written.
enum Text {
    /// With three digits that count, or as many as there are before the point.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return "0" }
        let digits = max(0, 2 - Int(log10(abs(value)).rounded(.down)))
        return value.formatted(
            .number.precision(.fractionLength(0...min(digits, 6))).locale(Locale(identifier: "en_US"))
        )
    }

    static func seconds(_ value: Double) -> String {
        switch abs(value) {
        case ..<0.001: "\(number(value * 1e6)) µs"
        case ..<1: "\(number(value * 1e3)) ms"
        default: "\(number(value)) s"
        }
    }

    static func percent(_ value: Double) -> String { "\(number(value * 100)) %" }

    static func bytes(_ value: Double) -> String {
        switch abs(value) {
        case ..<1_024: "\(number(value)) B"
        case ..<1_048_576: "\(number(value / 1_024)) KiB"
        default: "\(number(value / 1_048_576)) MiB"
        }
    }
}
