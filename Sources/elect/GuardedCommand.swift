import CGuardian
import Foundation
import LeaderElection
import UnixSignals

/// A command that runs in a process group of its own, which a guardian kills at a deadline and with this process.
final class GuardedCommand: Sendable {
    private struct State {
        var deadline: ContinuousClock.Instant
        var isStopping = false
        /// Whether the group may be there no more, and its number another's.
        var isCollected = false
    }

    private let guardian: guardian
    private let state: Locked<State>
    private let endings: AsyncStream<CommandEnding>

    /// Starts a command.
    ///
    /// - Throws: ``Failure`` where there is no process for it. A command that cannot be executed comes as its ending.
    init(_ command: [String], environment: [String: String], deadline: ContinuousClock.Instant) throws {
        let arguments = Self.block(command)
        let variables = Self.block(environment.map { "\($0.key)=\($0.value)" })
        let guardian = guardian_start(
            arguments,
            arguments.count,
            variables,
            variables.count,
            Self.nanoseconds(of: deadline)
        )
        guard guardian.pid > 0 else {
            throw Failure("no process for the command: \(String(cString: strerror(-guardian.pid)))")
        }
        self.guardian = guardian
        state = Locked(State(deadline: deadline))
        let (endings, continuation) = AsyncStream.makeStream(of: CommandEnding.self)
        self.endings = endings
        Thread.detachNewThread { [state] in
            let report = guardian_wait(guardian)
            state.withLock { $0.isCollected = true }
            guardian_collect(guardian)
            continuation.yield(CommandEnding(report))
            continuation.finish()
        }
    }

    /// Waits for its end, for which cancellation makes no difference. To be called once.
    func ending() async -> CommandEnding {
        await Task { [endings] in await endings.first { _ in true } ?? .killed }.value
    }

    /// Sends a signal to the command and what it has started.
    func send(_ signal: Int32) {
        state.withLock { state in
            if !state.isCollected { guardian_tell(guardian, signal, 0) }
        }
    }

    /// Lets it live until another deadline, unless it was told to stop.
    func live(until deadline: ContinuousClock.Instant) {
        state.withLock { state in
            guard !state.isStopping, !state.isCollected else { return }
            state.deadline = deadline
            guardian_tell(guardian, 0, Self.nanoseconds(of: deadline))
        }
    }

    /// Tells it to stop, and kills it where it does not in time.
    func stop(by plan: StopPlan) {
        let deadline = state.withLock { state -> ContinuousClock.Instant? in
            guard !state.isStopping, !state.isCollected else { return nil }
            state.isStopping = true
            state.deadline = plan.deadline(stoppedAt: .now, state.deadline)
            guardian_tell(guardian, SIGTERM, Self.nanoseconds(of: state.deadline))
            return state.deadline
        }
        guard let deadline else { return }
        // The guardian does it, for only it finds what has left its group too. But it may have been stopped, together with that.
        Task { [state, guardian] in
            for (pause, process, signal) in [
                (plan.guardiansTime, guardian.pid, SIGCONT),
                (StopPlan.guardiansLimit, -guardian.pid, SIGKILL),
            ] {
                try? await Task.sleep(until: deadline + pause, clock: .continuous)
                state.withLock { state in
                    if !state.isCollected { _ = kill(process, signal) }
                }
            }
        }
    }

    /// Notes which signals are ignored: before anything traps one.
    static func noteIgnoredSignals() { guardian_note_ignored() }

    /// Those of `signals` that were not ignored when this process was started: what `nohup` has turned off stays off.
    static func heeded(_ signals: [UnixSignal]) -> [UnixSignal] {
        signals.filter { guardian_was_ignored($0.rawValue) == 0 }
    }

    /// Strings with a NUL behind each.
    private static func block(_ strings: [String]) -> [CChar] {
        strings.flatMap { string in string.utf8.map { CChar(bitPattern: $0) } + [0] }
    }

    /// An instant on the guardian's clock, rather too early than too late.
    private static func nanoseconds(of instant: ContinuousClock.Instant) -> Int64 {
        let now = guardian_now()
        let left = ContinuousClock.now.duration(to: instant).components
        // Zero says nothing to the guardian.
        return max(1, now + left.seconds * 1_000_000_000 + left.attoseconds / 1_000_000_000)
    }
}

extension CommandEnding {
    fileprivate init(_ report: guardian_report) {
        self =
            switch report.kind {
            case guardian_exited: .exited(report.value)
            case guardian_signalled: .signalled(report.value)
            case guardian_not_executed: .notExecuted(report.value)
            default: .killed
            }
    }
}
