import Foundation
import Hummingbird

/// What goes to the page: server-sent events.
enum Event {
    private struct Hello: Encodable {
        var ident: String
        var mayResign: Bool
    }

    /// The first event of a connection: whom the page talks to. When that goes, the page tries again after a second.
    static func hello(ident: String, mayResign: Bool) throws -> ByteBuffer {
        try event("hello", Hello(ident: ident, mayResign: mayResign), prefix: "retry: 1000\n")
    }

    static func state(_ state: Board.State) throws -> ByteBuffer {
        try event("state", state)
    }

    private static func event(
        _ name: String,
        _ data: some Encodable,
        prefix: String = ""
    ) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        // Without line breaks, which would end the event.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try String(decoding: encoder.encode(data), as: UTF8.self)
        return ByteBuffer(string: "\(prefix)event: \(name)\ndata: \(json)\n\n")
    }
}
