/// One line of the table of goals.
struct Goal {
    /// A condition of it, with what was measured.
    struct Condition {
        var text: String
        /// `nil` where there is nothing to judge by.
        var isMet: Bool?
    }

    var what: String
    var goal: String
    var conditions: [Condition]

    /// All conditions; `nil` where something is missing and the rest is met.
    var isMet: Bool? {
        if conditions.contains(where: { $0.isMet == false }) { return false }
        return conditions.contains { $0.isMet == nil } ? nil : true
    }
}
