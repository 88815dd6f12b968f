import Foundation

/// What is printed, a line each.
protocol Record: Encodable {
    /// The record in words.
    var text: String { get }
}

extension Record {
    /// The record as an object on one line, with its keys in order.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
