import ZooKeeperTestKit

@testable import LeaderElection

/// What the candidates may ask for: see ``Budget``.
extension World {
    /// The line has changed.
    mutating func creditDepartures(since before: ModelTree) {
        var line = Line.candidates(in: before)
        let left = Line.candidates(in: zoo.tree)
        let hasBegun = line.isEmpty && !left.isEmpty
        for index in contenders.indices where contenders[index].isAlive && hasBegun {
            if contenders[index].isWithdrawn { contenders[index].credit += Budget.look }
        }
        for gone in line where !left.contains(gone) {
            for index in contenders.indices where contenders[index].isAlive {
                let own = contenders[index].session.map { Line.candidates(in: before, of: $0) } ?? []
                var credit = own.map { Budget.departure(of: gone, from: line, to: $0) }.reduce(0, +)
                if contenders[index].isWithdrawn { credit += Budget.departure(of: gone, from: line) }
                contenders[index].credit += credit
            }
            line.removeAll { $0 == gone }
        }
    }

    /// Everything is at rest: what was not asked for is not worth anything later.
    mutating func settleCredit() {
        for index in contenders.indices {
            contenders[index].credit =
                contenders[index].stand.map { Budget.arrears(of: $0, in: zoo.tree) } ?? 0
        }
    }
}
