import Foundation
import History
import ZooKeeper
import ZooKeeperTestKit

/// A place in the fleet: a candidate, and when that is gone another one, behind proxies of its own.
final class Slot: Sendable {
    private struct State {
        var process: CandidateProcess?
        var isClosing = false
    }

    /// How long a place stays empty.
    private static let pause = Duration.seconds(1)
    /// How many writes a leader makes that is quiet then, as every other one is.
    ///
    /// A write that is not answered holds up, at its server, whatever the same session asks for next: it would keep a leader from
    /// taking less than a quorum's word for a confirmation. And a cut at a `multi` hits a quiet leader's confirmation.
    private static let quota = 20

    let index: Int
    /// One in front of each server.
    let proxies: [FaultProxy]

    private let plan: Plan
    private let log: HistoryLog
    private let state = Locked(State())

    init(index: Int, servers: [String], plan: Plan, log: HistoryLog) async throws {
        self.index = index
        self.plan = plan
        self.log = log
        var proxies: [FaultProxy] = []
        for server in servers { proxies.append(try await FaultProxy.start(to: server)) }
        self.proxies = proxies
    }

    /// The present candidate, `nil` where the place is empty.
    var process: CandidateProcess? { state.withLock { $0.process } }

    /// Runs candidates until ``close()``, and returns when the last has ended.
    ///
    /// Each has an ident that no other process ever has.
    func run() async throws {
        var generation = 0
        while true {
            generation += 1
            let options = CandidateOptions(
                ident: "c\(index).\(generation)",
                servers: proxies.map(\.address),
                quota: index.isMultiple(of: 2) ? nil : Self.quota,
                plan: plan
            )
            let started = try state.withLock { state -> CandidateProcess? in
                guard !state.isClosing else { return nil }
                let process = try CandidateProcess(options)
                state.process = process
                return process
            }
            guard let started else { return }
            for await line in started.lines {
                do {
                    log.add(try Entry(line: line))
                } catch {
                    log.add(.unreadable(ident: started.ident, line: line))
                }
            }
            let (end, lastWords) = try await started.end()
            log.add(.exited(ident: started.ident, end: end, lastWords: end == .code(0) ? "" : lastWords))
            state.withLock { $0.process = nil }
            guard !state.withLock({ $0.isClosing }) else { return }
            try await Task.sleep(for: Self.pause, clock: .continuous)
        }
    }

    /// Tells the candidate to leave, and starts no other.
    func close() {
        state.withLock { state in
            state.isClosing = true
            return state.process
        }?.leave()
    }

    /// Ends the candidate at once, and starts no other.
    func kill() {
        state.withLock { state in
            state.isClosing = true
            return state.process
        }?.signal(SIGKILL)
    }

    func stop() async {
        kill()
        for proxy in proxies { await proxy.stop() }
    }
}
