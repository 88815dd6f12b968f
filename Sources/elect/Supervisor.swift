import Foundation
import LeaderElection
import UnixSignals

/// Stands for election, and runs a command while leading.
final class Supervisor: Sendable {
    /// What came of one period of leading.
    private enum Outcome {
        case ended(CommandEnding)
        /// The leadership with that token was lost, and the command was stopped.
        case lost(token: Int64)
        /// A signal came before the command was started.
        case stopped
    }

    /// What an elector told of itself, from its beginning to its end.
    private struct Story {
        /// How each leadership was lost at first: one who stands again at once may lead again before the command has stopped.
        var losses: [Int64: LossReason] = [:]
        var failure: (any Error)?
    }

    private struct State {
        var command: GuardedCommand?
        /// The signal that says to come to an end.
        var stop: Int32?
        /// What was forwarded last.
        var forwarded: Int32?
    }

    private let settings: Settings
    private let ident: String
    private let acl: [ZKACL]
    private let policy: Elector.Policy
    private let command: [String]
    private let restart: Bool
    private let report: ExecReport
    private let state = Locked(State())

    /// A command that ends at once is not started more often than this.
    private static let pause = Duration.seconds(1)

    init(
        settings: Settings,
        ident: String,
        acl: [ZKACL],
        policy: Elector.Policy,
        command: [String],
        restart: Bool,
        report: ExecReport
    ) {
        self.settings = settings
        self.ident = ident
        self.acl = acl
        self.policy = policy
        self.command = command
        self.restart = restart
        self.report = report
    }

    /// Returns when there is nothing more to run.
    func run() async -> ExitStatus {
        let signals = await UnixSignalsSequence(
            trapping: GuardedCommand.heeded([.sighup, .sigint, .sigterm, .sigusr1, .sigusr2])
        )
        let work = Task { await campaign() }
        let forwarding = Task {
            for await signal in signals where !forward(signal.rawValue) { work.cancel() }
        }
        defer { forwarding.cancel() }
        return await work.value
    }

    /// Hands a signal to the command. Where none runs, and the signal would end it, returns `false`.
    private func forward(_ signal: Int32) -> Bool {
        state.withLock { state in
            let isEnd = signal == SIGINT || signal == SIGTERM
            if let command = state.command {
                command.send(signal)
                state.forwarded = signal
                if isEnd { state.stop = signal }
                return true
            }
            guard isEnd || signal == SIGHUP else { return true }
            state.stop = signal
            return false
        }
    }

    /// The signal that says to come to an end, where one came.
    private var stop: Int32? { state.withLock { $0.stop } }

    private func campaign() async -> ExitStatus {
        while true {
            let start = ContinuousClock.now
            let status: ExitStatus
            do {
                switch try await lead() {
                case .ended(let ending):
                    status = ending.status
                    if case .notExecuted(let error) = ending {
                        report.tell(
                            failure: "cannot execute '\(command[0])': \(String(cString: strerror(error)))"
                        )
                        return status
                    }
                case .lost:
                    status = .lost
                case .stopped:
                    status = stop.map(ExitStatus.signal) ?? .success
                }
            } catch {
                if let stop { return .signal(stop) }
                report.tell(failure: "\(error)")
                return .electionFailed
            }
            guard restart, stop == nil else { return status }
            try? await Task.sleep(until: start + Self.pause, clock: .continuous)
            if let stop { return .signal(stop) }
        }
    }

    /// Stands for election once, and leads once.
    private func lead() async throws -> Outcome {
        let connection = settings.connection
        let elector = try await Elector.start(
            ident: ident,
            basePath: settings.path,
            acl: acl,
            connector: connection,
            policy: policy,
            logger: OutageNotes.logger { [report] in report.tell($0, inWords: $0.text) }
        )
        let story = Task { await follow(elector) }
        let waiting = Task { await WaitingLine.show(elector) { connection.sessionID } }
        defer { waiting.cancel() }
        do {
            let outcome = try await leadOnce(elector, connection)
            try await elector.close()
            if case .lost(let token) = outcome {
                // What was given up by itself was about to run out.
                let reason = await story.value.losses[token].map { $0 == .resigned ? .leaseExpired : $0 }
                report.tell(
                    EventRecord(event: .lost, reason: reason?.description),
                    inWords: restart ? nil : "leadership was lost"
                )
            }
            return outcome
        } catch {
            try? await elector.close()
            // That it has ended is known; the event says why.
            throw await story.value.failure ?? error
        }
    }

    /// Reads what an elector tells, and reports behind whom it stands.
    private func follow(_ elector: Elector) async -> Story {
        var story = Story()
        var token: Int64?
        for await event in elector.events {
            if event.leader {
                token = event.token
            } else if let reason = event.reason {
                if let token { story.losses[token] = story.losses[token] ?? reason }
                story.failure = event.error
            } else if !elector.isLeader {
                report.tell(EventRecord(event: .following, ident: elector.leaderIdent))
            }
        }
        return story
    }

    private func leadOnce(_ elector: Elector, _ connection: ZKConnection) async throws -> Outcome {
        while true {
            do {
                return try await elector.withLeadership { leadership in
                    guard let timeout = connection.negotiatedSessionTimeout else {
                        return .lost(token: leadership.token)
                    }
                    return try await self.run(under: leadership, StopPlan(sessionTimeout: timeout))
                }
            } catch let error as ElectorError where error.code == .notLeader {
                // Lost before the command was started.
            }
        }
    }

    /// Runs the command until it ends, or is stopped because leadership ends.
    private func run(under leadership: Leadership, _ plan: StopPlan) async throws -> Outcome {
        report.tell(EventRecord(event: .leading, ident: ident, token: leadership.token))
        let command = try state.withLock { state -> GuardedCommand? in
            guard state.stop == nil else { return nil }
            state.forwarded = nil
            state.command = try GuardedCommand(
                self.command,
                environment: CommandEnvironment.make(
                    from: ProcessInfo.processInfo.environment,
                    token: leadership.token,
                    ident: ident,
                    path: settings.path
                ),
                deadline: plan.deadline(validUntil: leadership.validUntil)
            )
            return state.command
        }
        guard let command else { return .stopped }
        let extending = Task {
            while !Task.isCancelled {
                let deadline = plan.deadline(validUntil: leadership.validUntil)
                // After a loss it is no lease any more that this says, and there is a plan for it.
                guard leadership.isValid else { return }
                command.live(until: deadline)
                try? await Task.sleep(for: plan.pause(before: deadline, now: .now), clock: .continuous)
            }
        }
        let ending = await withTaskCancellationHandler {
            await command.ending()
        } onCancel: {
            command.stop(by: plan)
        }
        extending.cancel()
        report.tell(EventRecord(event: .ended, code: ending.status.rawValue))
        let isBySignal = state.withLock { state in
            state.command = nil
            // It died of what was sent to `elect`, whatever that says usually.
            if let forwarded = state.forwarded, ending == .signalled(forwarded) { state.stop = forwarded }
            return state.stop.map { ending == .signalled($0) } ?? false
        }
        return Task.isCancelled && !isBySignal || ending == .killed && !leadership.isValid
            ? .lost(token: leadership.token) : .ended(ending)
    }
}
