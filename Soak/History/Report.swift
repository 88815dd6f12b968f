/// What a history amounts to.
public struct Report: Sendable {
    /// From the opening to the closing, in nanoseconds.
    public var duration: Int64 = 0

    /// How often each kind of fault came about.
    public var faults: [FaultKind: Int] = [:]

    /// How many faults did not come about.
    public var missedFaults = 0

    /// How many nodes led.
    public var leaderships = 0

    /// How many writes had which outcome.
    public var writes: [WriteOutcome: Int] = [:]

    /// The longest time without a leader, in nanoseconds, quorum or not.
    public var longestVacancy: Int64 = 0

    /// The longest time without a leader while there was a quorum, in nanoseconds.
    public var longestVacancyInQuorum: Int64 = 0

    /// The longest part of that without a new fault or the end of one, in nanoseconds: what is judged.
    public var longestVacancyInPeace: Int64 = 0

    /// How long there was no quorum, in nanoseconds.
    public var withoutQuorum: Int64 = 0

    /// How often a leader whose node was taken away said "yes" after its successor, before it had noticed.
    public var excusedOverlaps = 0

    /// The longest of these, in nanoseconds from the successor's first "yes".
    public var longestExcuse: Int64 = 0

    /// All that went wrong, in the order of time.
    public var violations: [Violation] = []

    /// Whether the history ends as it should. One that does not proves little.
    public var isComplete = false

    /// Whether somebody led and wrote, something was broken, and most of the time there was a quorum. Otherwise there was nothing to
    /// go wrong.
    public var isTelling: Bool {
        leaderships > 0 && writes[.acknowledged, default: 0] > 0
            && !faults.isEmpty && withoutQuorum < duration / 2
    }

    /// Whether everything was as promised, and that proves something.
    public var isGood: Bool { isComplete && isTelling && violations.isEmpty }
}
