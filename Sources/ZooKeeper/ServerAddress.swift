/// Where a server is said to be: a host name or an address, and a port.
struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The port that is meant where none is given.
    static let defaultPort: UInt16 = 2181

    /// A name, an IPv4 address, or an IPv6 address without brackets.
    var host: String
    var port: UInt16

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
    init(parsing text: String) throws(ZKError) {
        func flaw(_ message: String) -> ZKError {
            ZKError(
                .badArguments,
                operation: "connect",
                message: "address \(text.debugDescription): \(message)"
            )
        }
        let host: Substring
        let portText: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw flaw("the bracket is not closed") }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw flaw("a port follows a colon") }
            portText = rest.isEmpty ? nil : rest.dropFirst()
            guard host.contains(":") else { throw flaw("brackets are for IPv6 addresses") }
        } else if text.count(where: { $0 == ":" }) > 1 {
            host = text[...]
            portText = nil
        } else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            host = parts[0]
            portText = parts.count > 1 ? parts[1] : nil
        }
        guard !host.isEmpty else { throw flaw("the host is missing") }
        guard
            host.utf8.allSatisfy({
                $0 > 0x20 && $0 < 0x7F && !#",/\[]"#.utf8.contains($0)
            })
        else { throw flaw("the host is not a name or an address") }
        var port = Self.defaultPort
        if let portText {
            guard portText.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = UInt16(portText), number > 0
            else { throw flaw("the port is a number from 1 to 65535") }
            port = number
        }
        self.init(host: String(host), port: port)
    }

    /// Whether the host is a name, which may get another address.
    var isName: Bool { Self.isName(host) }

    static func isName(_ host: String) -> Bool {
        !host.contains(":") && !host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    }

    /// The form that ``init(parsing:)`` reads.
    var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
