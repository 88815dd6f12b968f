import Foundation
import History
import ZooKeeper

/// What a candidate writes down: lines on standard output.
///
/// Each is on its way before the call returns: of what a process wrote before it was killed nothing is lost.
final class Notes: Sendable {
    private let who: String
    private let output = Locked(FileHandle.standardOutput)

    init(who: String) {
        self.who = who
    }

    func add(_ event: Entry.Event) {
        output.withLock { output in
            // In the lock, so that the lines stand in the order of their times.
            guard let line = try? Entry(who: who, event).line() else { return }
            try? output.write(contentsOf: line)
        }
    }
}
