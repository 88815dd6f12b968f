import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

/// The idents of the leaders that an elector tells of, one after another.
struct Told: Sendable {
    private let told = Locked([String]())
    private let reading: Task<Void, Never>

    init(by elector: Elector) {
        reading = Task { [told] in
            for await leader in elector.leaderChanges {
                if let leader { told.withLock { $0.append(leader.ident) } }
            }
        }
    }

    var idents: [String] { told.withLock { $0 } }

    func until(_ ident: String) async throws {
        try await Poll.until("\(ident) is told") { idents.last == ident }
    }

    /// Returns when the elector has ended.
    func untilEnd() async { await reading.value }
}
