/// One measured value.
struct Sample: Codable {
    var round: Int
    var contender: Contender
    /// What was measured, see ``Metric``.
    var metric: String
    /// How many candidates, or requests under way.
    var size: Int
    /// In seconds, bytes, or so many.
    var value: Double
}
