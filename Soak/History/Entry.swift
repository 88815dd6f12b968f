public import Foundation

/// One line of a history: somebody did, saw or was told something.
public struct Entry: Codable, Sendable, Hashable {
    /// When.
    public var at: Instant

    /// Who writes this: a candidate by its ident, which no other process ever has, or the conductor.
    public var who: String

    /// What it was.
    public var what: Event

    /// Creates an entry, by default of this moment.
    public init(at: Instant = .now, who: String, _ what: Event) {
        self.at = at
        self.who = who
        self.what = what
    }

    /// Reads a line.
    public init(line: String) throws {
        self = try JSONDecoder().decode(Entry.self, from: Data(line.utf8))
    }

    /// The entry as a line of JSON, with the end of the line.
    public func line() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
