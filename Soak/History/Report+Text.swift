import Foundation

extension Report: CustomStringConvertible {
    /// The summary, for a person to read.
    public var description: String {
        var lines = [
            "duration                 \(Self.seconds(duration))",
            "faults                   \(faults.values.reduce(0, +)), and \(missedFaults) that did not come about",
        ]
        for (kind, count) in faults.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("  " + kind.rawValue.padding(toLength: 23, withPad: " ", startingAt: 0) + "\(count)")
        }
        let never = FaultKind.allCases.filter { faults[$0] == nil }.map(\.rawValue)
        if !never.isEmpty { lines.append("  never                  \(never.joined(separator: ", "))") }
        lines += [
            "leaderships              \(leaderships)",
            "writes acknowledged      \(writes[.acknowledged, default: 0])",
            "  refused                \(writes[.refused, default: 0])",
            "  of unknown outcome     \(writes[.unknown, default: 0])",
            "without a quorum         \(Self.seconds(withoutQuorum))",
            "longest without a leader \(Self.seconds(longestVacancy))",
            "  while a quorum was up  \(Self.seconds(longestVacancyInQuorum))",
            "  and no fault happened  \(Self.seconds(longestVacancyInPeace))",
            "deletions noticed late   \(excusedOverlaps), at most \(Self.seconds(longestExcuse)) after "
                + "the successor led",
            "violations               \(violations.count)",
        ]
        for violation in violations.prefix(20) {
            lines.append("  \(Self.seconds(violation.at)) \(violation.kind.rawValue): \(violation)")
        }
        if violations.count > 20 { lines.append("  ... and \(violations.count - 20) more") }
        if !isComplete { lines.append("The history does not end as it should.") }
        if !isTelling {
            lines.append(
                "Nobody led, nothing was written or broken, or there was hardly ever a quorum: it proves nothing."
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        String(format: "%.3f s", Double(nanoseconds) / 1e9)
    }
}
