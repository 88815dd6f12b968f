import Foundation
import History
import ZooKeeper

/// Looks about every millisecond whether the candidate leads, and notes the stretches in which it always did.
///
/// A thread of its own that does nothing else: after the process stood still its look is among the first things to happen.
final class Observer: Sendable {
    /// A look that comes later than this after the last one says nothing about the time between.
    private static let reach = Duration.milliseconds(50).nanoseconds
    /// How long a stretch becomes before it is noted: so much is lost at most when the process is killed.
    private static let length = Duration.milliseconds(100).nanoseconds

    private struct Stretch {
        var token: Int64
        var from: Instant
        var to: Instant
    }

    private let notes: Notes
    private let look: @Sendable () -> Int64?
    private let isStopped = Locked(false)
    private let hasStopped = OneShot<Void>()

    /// - Parameter look: the token with which the candidate leads at this moment, `nil` where it does not.
    init(notes: Notes, look: @escaping @Sendable () -> Int64?) {
        self.notes = notes
        self.look = look
    }

    func start() {
        Thread.detachNewThread { [self] in
            run()
            hasStopped.fulfil(.success(()))
        }
    }

    /// Returns when all is noted.
    func stop() async {
        isStopped.withLock { $0 = true }
        try? await hasStopped.value()
    }

    private func run() {
        var stretch: Stretch?
        while !isStopped.withLock({ $0 }) {
            let before = Instant.now
            let token = look()
            let after = Instant.now
            if let known = stretch, known.token != token || before - known.to > Self.reach {
                note(known)
                stretch = nil
            }
            if let token {
                var present = stretch ?? Stretch(token: token, from: after, to: before)
                present.to = before
                stretch = present
                if present.to - present.from > Self.length {
                    note(present)
                    stretch = Stretch(token: token, from: present.to, to: present.to)
                }
            }
            usleep(1_000)
        }
        if let stretch { note(stretch) }
    }

    private func note(_ stretch: Stretch) {
        notes.add(.led(token: stretch.token, from: stretch.from, to: stretch.to))
    }
}
