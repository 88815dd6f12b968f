/// A fault that came about, from its beginning to its end.
struct Fault: Sendable, Hashable {
    var kind: FaultKind
    /// Whom it hit.
    var target: String
    /// The leadership that it ends, where it is known which.
    var token: Int64?
    var begin: Instant
    /// The far future where the history does not tell.
    var end: Instant

    /// Those that came about. Of a deletion the servers tell whether it did, in the end: who asked for it may not know.
    static func all(in entries: [Entry]) -> [Fault] {
        var deletions: Set<Int> = []
        for case .deposed(let number, _, _) in entries.map(\.what) { deletions.insert(number) }
        var faults: [Int: Fault] = [:]
        for entry in entries {
            switch entry.what {
            case .fault(let number, let kind, let target, let token):
                guard !kind.isMarked || deletions.contains(number) else { continue }
                faults[number] = Fault(kind: kind, target: target, token: token, begin: entry.at, end: .max)
            case .healed(let number): faults[number]?.end = entry.at
            case .missed(let number): faults[number] = nil
            default: break
            }
        }
        return faults.values.sorted { $0.begin < $1.begin }
    }
}
