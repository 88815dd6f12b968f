/// One node's time at the head of the line, as it was observed: all of "yes" with one token.
struct Leadership: Sendable, Hashable {
    var token: Int64
    var who: String
    /// Right after the first "yes".
    var first: Instant
    /// Right before the last "yes".
    var last: Instant

    mutating func extend(from: Instant, to: Instant) {
        first = min(first, from)
        last = max(last, to)
    }
}
