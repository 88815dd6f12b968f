extension Elector {
    /// What a candidate does after it has resigned.
    public enum Rejoin: Sendable, Hashable {
        /// It stands again, at the end of the line.
        case tail
        /// It stands no more until ``Elector/campaign()``, and goes on knowing who leads.
        case no
    }
}
