import History
import ZooKeeper

/// Notes the beginning and the end of a fault in the history.
struct FaultSpan: Sendable {
    let log: HistoryLog
    let kind: FaultKind
    let target: String
    let token: Int64?
    private let number = Locked<Int?>(nil)

    init(log: HistoryLog, kind: FaultKind, target: String, token: Int64? = nil) {
        self.log = log
        self.kind = kind
        self.target = target
        self.token = token
    }

    /// Notes the beginning, where that has not been done, and returns the fault's number.
    @discardableResult
    func begin() -> Int {
        number.withLock { number in
            let begun = number ?? log.begin(kind, target, token: token)
            number = begun
            return begun
        }
    }

    /// Notes the end.
    ///
    /// - Parameter hasHit: whether the fault came about.
    func end(hasHit: Bool = true) {
        let number = begin()
        log.add(hasHit ? .healed(number: number) : .missed(number: number))
    }
}
