/// The name of a candidate's node: `_c_<32 lowercase hex digits>-lock-<sequence number>`, as Go's elector writes it.
struct CandidateName: Hashable, Sendable {
    let text: String
    let sequence: Int64

    /// Reads the name of another candidate; `nil` where it is none.
    init?(_ text: String) {
        guard let (head, sequence) = Self.split(text), Self.isHead(head.utf8) else { return nil }
        self.text = text
        self.sequence = sequence
    }

    /// Reads the name of the node that this candidate made itself, of which only the number counts.
    init?(own text: String) {
        guard let sequence = Self.sequence(of: text) else { return nil }
        self.text = text
        self.sequence = sequence
    }

    /// The number after the `-lock-` at the end of a name; `nil` where there is none.
    ///
    /// It may be negative: after 2147483647 a server before 3.6 goes on with -2147483648.
    static func sequence(of text: String) -> Int64? {
        split(text)?.sequence
    }

    private static func split(_ text: String) -> (head: Substring, sequence: Int64)? {
        let digits = text.utf8.reversed().prefix { (0x30...0x39).contains($0) }.count
        let head = text.dropLast(digits)
        guard let number = Int64(text.suffix(digits)) else { return nil }
        if head.hasSuffix("-lock-") { return (head, number) }
        return head.hasSuffix("-lock--") ? (head.dropLast(), -number) : nil
    }

    /// Whether `head` is `_c_`, 32 lowercase hex digits and `-lock-`.
    private static func isHead(_ head: Substring.UTF8View) -> Bool {
        head.count == 41 && head.starts(with: "_c_".utf8)
            && head.dropFirst(3).prefix(32).allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
            }
    }
}
