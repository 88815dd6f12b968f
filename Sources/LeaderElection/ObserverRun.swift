import Logging
import ZooKeeper

/// The work of a ``LeaderObserver``, which does not keep the observer itself alive.
struct ObserverRun: Sendable {
    private enum Message: Sendable {
        case session(SessionKeeper.News)
        /// Who leads, as it is seen by the watch with that number.
        case seen(Leader?, watch: Int)
        case failed(any Error, watch: Int)
    }

    let roster: @Sendable (any Conn) -> Roster
    let leader: Broadcast<Leader?>
    let error: Locked<(any Error)?>
    private let messages: AsyncStream<Message>
    private let sink: AsyncStream<Message>.Continuation

    init(
        leader: Broadcast<Leader?>,
        error: Locked<(any Error)?>,
        roster: @escaping @Sendable (any Conn) -> Roster
    ) {
        self.roster = roster
        self.leader = leader
        self.error = error
        (messages, sink) = AsyncStream.makeStream()
    }

    /// Takes note of what the keeper of the session says.
    func note(_ news: SessionKeeper.News) {
        sink.yield(.session(news))
    }

    /// Runs until the task is cancelled or something happens that cannot be mended.
    func run(_ keeper: SessionKeeper, _ first: SessionKeeper.Connection?) async {
        let keeping = Task { await keeper.run(first) }
        await follow()
        keeping.cancel()
        await keeping.ended(within: Candidacy.keeperLimit)
        leader.finish(nil)
    }

    private func follow() async {
        var number = 0
        var conn: (any Conn)?
        var isUp = false
        var seen: Leader?
        var watch: Task<Void, Never>?
        defer { watch?.cancel() }
        func look() {
            guard let conn else { return }
            number += 1
            watch?.cancel()
            watch = observe(conn, number)
        }
        for await message in messages {
            switch message {
            case .session(.connected(let present)):
                conn = present.conn
                isUp = true
                seen = nil
                look()
            case .session(.resumed):
                isUp = true
                // When the numbers are used up, a server tells nothing of who has come while nobody was connected: it compares the
                // parent's `pzxid`, which only goes on with the numbers (`DataTree.createNode`).
                if seen == nil { look() }
            case .session(.suspended): isUp = false
            case .session(.lost):
                isUp = false
                watch?.cancel()
            case .seen(let leader, number): seen = leader
            case .seen: break
            case .failed(_, let other) where other != number: break
            case .session(.failed(let error)), .failed(let error, _):
                self.error.withLock { $0 = error }
                return
            }
            leader.post(isUp ? seen : nil)
        }
    }

    private func observe(_ conn: any Conn, _ number: Int) -> Task<Void, Never> {
        let watch = LeaderWatch(roster: roster(conn), patience: Patience(policy: .stepDown))
        return Task { [sink] in
            do {
                try await watch.run { sink.yield(.seen($0, watch: number)) }
            } catch {
                guard !Task.isCancelled, !error.isLossOfSession else { return }
                sink.yield(.failed(error.asElectorError, watch: number))
            }
        }
    }
}
