import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

/// What users are told, compared with what is so.
extension World {
    /// Returns what a leader is to write that has that token.
    func beginWrite(_ token: Int64) -> [UInt8] { history.begin(token) }

    /// A write was acknowledged.
    func acknowledge(_ data: [UInt8], _ results: [ZKOperationResult]) {
        if let flaw = history.flaw(in: results, of: data) { violate(flaw) }
    }

    /// Whoever wrote was told that nothing was changed.
    func refuse(_ data: [UInt8]) {
        if let flaw = history.refuse(data) { violate(flaw) }
    }

    /// Nothing of what was written is lost.
    func checkWork() {
        guard let node = model.tree.nodes[Self.workPath], history.isLast(node.data, version: node.version)
        else {
            return violate("what is written is not what was written last")
        }
    }

    /// Somebody was told that these stand. It may have been a server that lags; but in order, and no others than ever stood.
    func check(_ participants: [Participant], for name: String) {
        let numbers = participants.map { ($0.sequence, $0.token) }
        if zip(numbers, numbers.dropFirst()).contains(where: >=) {
            violate("\(name): participants that are not in order")
        }
        if participants.enumerated().contains(where: { $1.isLeader != ($0 == 0) }) {
            violate("\(name): among the participants another than the first leads")
        }
        if let one = participants.first(where: { stood[$0.path] != $0.token }) {
            violate("\(name): a participant that never stood, \(one.path) with \(one.token)")
        }
        guard isSettled else { return }
        if participants.map(\.token) != candidates.map(\.czxid)
            || participants.map(\.ident) != candidates.map(\.ident)
        {
            violate("\(name): not those are told who stand where nothing has changed")
        }
    }

    /// A client that is connected is about to end its session: in the end electors have deleted their nodes before that.
    func checkClosing(_ session: Int64) {
        for node in candidates where node.session == session && closing?.contains(node.czxid) == true {
            violate("the connection of \(node.ident) is closed, and its node was not deleted")
        }
    }
}
