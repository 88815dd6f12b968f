import Foundation

/// A period in which one instance leads, as its leader writes it down. When it began is told by its node.
struct Term: Codable, Hashable, Sendable {
    /// Who leads.
    var leader: String

    /// How many jobs it has done so far.
    var jobs: Int
}

extension Term {
    /// Reads what is in a node.
    init(_ data: [UInt8]) throws {
        self = try JSONDecoder().decode(Term.self, from: Data(data))
    }

    /// What to put into a node.
    var data: [UInt8] {
        get throws { try Array(JSONEncoder().encode(self)) }
    }
}
