/// A stretch of time.
struct Span: Sendable, Hashable {
    var begin: Instant
    var end: Instant

    var length: Int64 { end - begin }

    /// What two stretches have in common.
    func overlap(_ other: Span) -> Span? {
        let common = Span(begin: max(begin, other.begin), end: min(end, other.end))
        return common.length > 0 ? common : nil
    }

    /// The parts of `whole` that none of `spans` covers, in order.
    static func gaps(in whole: Span, between spans: [Span]) -> [Span] {
        var gaps: [Span] = []
        var covered = whole.begin
        for span in spans.sorted(by: { $0.begin < $1.begin }) {
            let end = min(span.begin, whole.end)
            if end > covered { gaps.append(Span(begin: covered, end: end)) }
            covered = max(covered, span.end)
        }
        if whole.end > covered { gaps.append(Span(begin: covered, end: whole.end)) }
        return gaps
    }

    /// The parts between those of `marks` that lie inside.
    func split(at marks: [Instant]) -> [Span] {
        var parts: [Span] = []
        var begin = begin
        for mark in marks.sorted() where mark > begin && mark < end {
            parts.append(Span(begin: begin, end: mark))
            begin = mark
        }
        return parts + [Span(begin: begin, end: end)]
    }
}
