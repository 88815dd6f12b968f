/// What a contender answers: numbers by name.
struct Answer: Decodable {
    let values: [String: Double]

    init(from decoder: any Decoder) throws {
        values = try [String: Double](from: decoder)
    }

    /// The number with a name; throws where there is none.
    func value(_ name: String) throws -> Double {
        guard let value = values[name] else { throw BenchError("no \(name) in an answer") }
        return value
    }
}
