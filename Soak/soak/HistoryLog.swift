import Foundation
import History
import ZooKeeper

/// The history while it is made: all entries, in memory and, where asked, in a file, and who led last.
final class HistoryLog: Sendable {
    static let conductor = "conductor"

    /// Who said "yes" within this is taken for the leader.
    private static let freshness = Duration.milliseconds(400).nanoseconds

    private struct State {
        var entries: [Entry] = []
        var file: FileHandle?
        var failure: (any Error)?
        var lastFault = 0
        var leader: (who: String, at: Instant)?
    }

    private let state: Locked<State>

    /// - Parameter url: where the entries go as they come, or `nil`.
    init(writingTo url: URL?) throws {
        var state = State()
        if let url {
            guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
                throw Failure("\(url.path) cannot be written")
            }
            state.file = try FileHandle(forWritingTo: url)
        }
        self.state = Locked(state)
    }

    var entries: [Entry] { state.withLock { $0.entries } }

    /// The ident of the candidate that said of itself just now that it leads.
    var leader: String? {
        state.withLock { state in
            state.leader.flatMap { Instant.now - $0.at < Self.freshness ? $0.who : nil }
        }
    }

    /// Notes an event of the conductor.
    func add(_ event: Entry.Event, at instant: Instant = .now) {
        add(Entry(at: instant, who: Self.conductor, event))
    }

    /// Notes the beginning of a fault and returns its number.
    func begin(_ kind: FaultKind, _ target: String, token: Int64? = nil) -> Int {
        let number = state.withLock { state in
            state.lastFault += 1
            return state.lastFault
        }
        add(.fault(number: number, kind: kind, target: target, token: token))
        return number
    }

    /// Notes an entry.
    func add(_ entry: Entry) {
        state.withLock { state in
            state.entries.append(entry)
            if case .led(_, _, let to) = entry.what, to > state.leader?.at ?? 0 {
                state.leader = (entry.who, to)
            }
            do {
                try state.file?.write(contentsOf: try entry.line())
            } catch {
                state.failure = error
            }
        }
    }

    /// Throws where something could not be written.
    func finish() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }
}
