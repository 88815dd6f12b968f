import ZooKeeper

/// The use that one call at a time makes of leadership.
final class LeadershipScope: Sendable {
    /// One run of a body.
    final class Run: Sendable {
        fileprivate let idle = OneShot<Void>()
    }

    /// The runs that the calling task belongs to: more than one where a body uses other electors. Tasks that a body starts and
    /// leaves behind keep them after its end.
    @TaskLocal static var current: [Run] = []

    /// Why a body was interrupted, other than with the task that it was called from.
    enum Interruption {
        /// Leadership was lost, or is about to be.
        case loss
        /// Somebody wants to release leadership, and will when the body has ended.
        case drain
    }

    private struct State {
        var isBusy = false
        var run: Run?
        var stop: (@Sendable () -> Void)?
        var interruption: Interruption?
    }

    private let state = Locked(State())

    /// Whether the calling task belongs to the body that is running.
    var isCurrent: Bool {
        state.withLock { $0.run }.map { run in Self.current.contains { $0 === run } } ?? false
    }

    /// Takes the only place. Throws ``ElectorError/Code/busy`` where it is taken.
    func enter() throws(ElectorError) {
        let isFree = state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
        guard isFree else { throw ElectorError(.busy) }
    }

    /// Gives the place back.
    func leave() {
        state.withLock { $0.isBusy = false }
    }

    /// Runs `body` while `tenure` holds, in a task that is cancelled with the calling one, and interrupted by ``drain()`` and
    /// when `loss` returns.
    ///
    /// - Parameter stop: how to end a body that is to be interrupted; may be called more than once. `nil` to cancel it.
    func run<Value: Sendable>(
        under tenure: Tenure,
        until loss: @escaping @Sendable () async -> Void,
        by stop: (@Sendable () -> Void)? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async -> (result: Result<Value, any Error>, interruption: Interruption?) {
        let run = Run()
        // First, so that whoever releases leadership from now on waits for the body; then the look whether somebody has.
        state.withLock { state in
            state.run = run
            state.interruption = nil
        }
        let result: Result<Value, any Error>
        if tenure.isValid {
            // Without those that have ended: or a body that leaves a task behind, in which the next one runs, keeps all before it.
            let runs = Self.current.filter { !$0.idle.isFulfilled } + [run]
            let task = Task { try await Self.$current.withValue(runs) { try await body() } }
            let stop = stop ?? { task.cancel() }
            let isInterrupted = state.withLock { state in
                state.stop = stop
                return state.interruption != nil
            }
            if isInterrupted { stop() }
            let watch = Task {
                await loss()
                if !Task.isCancelled { interrupt(.loss, run) }
            }
            result = await withTaskCancellationHandler {
                await task.result
            } onCancel: {
                task.cancel()
            }
            watch.cancel()
        } else {
            interrupt(.loss, run)
            result = .failure(ElectorError(.notLeader, path: tenure.path))
        }
        let interruption = state.withLock { state in
            state.run = nil
            state.stop = nil
            return state.interruption
        }
        run.idle.fulfil(.success(()))
        return (result, interruption)
    }

    /// Cancels the body that is running and waits for its end. Who calls this releases leadership.
    func drain() async {
        guard let run = state.withLock({ $0.run }) else { return }
        interrupt(.drain, run)
        await untilIdle(run)
    }

    private func interrupt(_ interruption: Interruption, _ run: Run) {
        let stop = state.withLock { state -> (@Sendable () -> Void)? in
            // The next body has nothing to do with it.
            guard state.run === run else { return nil }
            // Whoever drains releases, whatever else happens.
            if state.interruption != .drain { state.interruption = interruption }
            return state.stop
        }
        stop?()
    }

    /// Returns when no body is running. Cancellation has no effect.
    func untilIdle() async {
        if let run = state.withLock({ $0.run }) { await untilIdle(run) }
    }

    /// Of that one: the next body may begin at once, and ends when it is released.
    private func untilIdle(_ run: Run) async {
        await Task { try? await run.idle.value() }.value
    }
}
