/// A fault from its beginning to its end.
struct Fault: Sendable, Hashable {
    var kind: FaultKind
    /// The leadership that it ends, where it is known which.
    var token: Int64?
    var begin: Instant
    /// The far future where the history does not tell.
    var end: Instant

    static func all(in entries: [Entry]) -> [Fault] {
        var faults: [Int: Fault] = [:]
        for entry in entries {
            switch entry.what {
            case .fault(let number, let kind, _, let token):
                faults[number] = Fault(kind: kind, token: token, begin: entry.at, end: .max)
            case .healed(let number): faults[number]?.end = entry.at
            default: break
            }
        }
        return faults.values.sorted { $0.begin < $1.begin }
    }
}
