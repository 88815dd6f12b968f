import History
import ZooKeeper

/// Notes the beginning and the end of a fault in the history.
struct FaultSpan: Sendable {
    let log: HistoryLog
    let kind: FaultKind
    let target: String
    var token: Int64?
    private let number = Locked<Int?>(nil)

    init(log: HistoryLog, kind: FaultKind, target: String, token: Int64? = nil) {
        self.log = log
        self.kind = kind
        self.target = target
        self.token = token
    }

    /// Notes the beginning, and when called with `true` the end.
    func note(isOver: Bool) {
        if isOver {
            if let number = number.withLock({ $0 }) { log.add(.healed(number: number)) }
        } else {
            let begun = log.begin(kind, target, token: token)
            number.withLock { $0 = begun }
        }
    }
}
