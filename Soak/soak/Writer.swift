import Foundation
import History
import LeaderElection

/// Writes to the register while its candidate leads.
struct Writer {
    /// How long a writer without a guard dallies between the look and the write, as one does that has work to do.
    private static let dallying = Duration.milliseconds(300)

    let options: CandidateOptions
    let notes: Notes

    /// Runs until the task is cancelled.
    func run(for elector: Elector) async {
        var number = 0
        var writes: [Int64: Int] = [:]
        while !Task.isCancelled {
            if let leadership = elector.leadership,
                options.quota.map({ writes[leadership.token, default: 0] < $0 }) ?? true
            {
                number += 1
                writes[leadership.token, default: 0] += 1
                let outcome =
                    options.noGuard
                    ? await writeWithoutGuard(number, leadership.token)
                    : await write(number, leadership)
                notes.add(.wrote(number: number, token: leadership.token, outcome: outcome))
            }
            try? await Task.sleep(for: .seconds(1 / options.rate), clock: .continuous)
        }
    }

    private func write(_ number: Int, _ leadership: Leadership) async -> WriteOutcome {
        do {
            try await leadership.commit { changes in
                changes.create(
                    Register.path(writer: options.ident, number: number),
                    Array("\(leadership.token)".utf8)
                )
            }
            return .acknowledged
        } catch {
            return Self.outcome(of: error)
        }
    }

    /// As a writer does that trusts the look before, and tries until it is told that it was done.
    private func writeWithoutGuard(_ number: Int, _ token: Int64) async -> WriteOutcome {
        try? await Task.sleep(for: Self.dallying, clock: .continuous)
        while !Task.isCancelled {
            do {
                // A connection of its own, as to a store that knows nothing of the candidate's session.
                return try await ZKConnection.withConnection(
                    addrs: options.addresses,
                    opts: options.connection
                ) { connection in
                    let path = Register.path(writer: options.ident, number: number)
                    _ = try await connection.create(path, data: Array("\(token)".utf8))
                    return .acknowledged
                }
            } catch let error as ZKError where error.code == .nodeExists {
                return .acknowledged
            } catch {}
        }
        return .unknown
    }

    /// What the documentation of `commit` says that an error means.
    private static func outcome(of error: any Error) -> WriteOutcome {
        switch error {
        case let error as ZKError: error.code.isOutcomeUnknown ? .unknown : .refused
        case let error as ElectorError where error.code == .notLeader: .refused
        default: .unknown
        }
    }
}
