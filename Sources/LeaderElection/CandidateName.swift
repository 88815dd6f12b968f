/// The name of a candidate's node: `_c_<32 lowercase hex digits>-lock-<sequence number>`, as Go's elector writes it.
struct CandidateName: Hashable, Sendable {
    /// What the name is made of besides the number. Whoever waits keeps the names of all in front: those that are as a server
    /// writes them, with ten digits, without a text of their own.
    private enum Form: Hashable {
        case usual(UInt64, UInt64)
        case other(String)
    }

    let sequence: Int64
    private let form: Form

    /// Reads the name of another candidate; `nil` where it is none.
    init?(_ text: String) {
        guard let (head, sequence) = Self.split(text), let digits = Self.hexDigits(of: head) else {
            return nil
        }
        self.init(text, digits, sequence)
    }

    /// Reads the name of the node that this candidate made itself, of which only the number counts.
    init?(own text: String) {
        guard let (head, sequence) = Self.split(text) else { return nil }
        self.init(text, Self.hexDigits(of: head), sequence)
    }

    private init(_ text: String, _ digits: Substring.UTF8View?, _ sequence: Int64) {
        self.sequence = sequence
        let number = text.utf8.dropFirst(Self.headLength)
        // A server writes no `-0`.
        if number.count == 10, !number.starts(with: "-".utf8), let digits,
            let high = UInt64(Substring(digits.prefix(16)), radix: 16),
            let low = UInt64(Substring(digits.dropFirst(16)), radix: 16)
        {
            form = .usual(high, low)
        } else {
            form = .other(text)
        }
    }

    var text: String {
        switch form {
        case .usual(let high, let low):
            "_c_\(Self.padded(high, radix: 16, to: 16))\(Self.padded(low, radix: 16, to: 16))-lock-"
                + Self.padded(UInt64(sequence), radix: 10, to: 10)
        case .other(let text): text
        }
    }

    /// The number after the `-lock-` at the end of a name; `nil` where there is none.
    ///
    /// It may be negative: after 2147483647 a server before 3.6 goes on with -2147483648.
    static func sequence(of text: String) -> Int64? {
        split(text)?.sequence
    }

    /// By bytes, as every candidate that joins reads the names of all: characters would take many times as long.
    private static func split(_ text: String) -> (head: Substring.UTF8View, sequence: Int64)? {
        let bytes = text.utf8
        let digits = bytes.reversed().prefix { (0x30...0x39).contains($0) }.count
        let head = bytes.dropLast(digits)
        guard let number = Int64(Substring(bytes.suffix(digits))) else { return nil }
        if head.suffix(6).elementsEqual("-lock-".utf8) { return (head, number) }
        return head.suffix(7).elementsEqual("-lock--".utf8) ? (head.dropLast(), -number) : nil
    }

    /// How long `_c_`, 32 hex digits and `-lock-` are.
    private static let headLength = 41

    /// The digits of a head that is `_c_`, 32 lowercase hex digits and `-lock-`.
    private static func hexDigits(of head: Substring.UTF8View) -> Substring.UTF8View? {
        let digits = head.dropFirst(3).prefix(32)
        let isHead =
            head.count == headLength && head.starts(with: "_c_".utf8)
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isHead ? digits : nil
    }

    private static func padded(_ number: UInt64, radix: Int, to count: Int) -> String {
        let digits = String(number, radix: radix)
        return String(repeating: "0", count: count - digits.count) + digits
    }
}
