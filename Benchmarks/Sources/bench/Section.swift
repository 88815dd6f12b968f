/// A metric in the report: a table, and a plot where there is more than one size.
struct Section {
    var title: String
    var metric: Metric
    /// What the sizes are.
    var sizes: String
    var format: (Double) -> String
    var note = ""
}
