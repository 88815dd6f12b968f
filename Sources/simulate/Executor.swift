import CSimulation
import ZooKeeperTestKit
@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency

/// Runs every job of the program on one thread, in an order and at simulated times that follow from a seed.
///
/// It takes the place of Swift's global executor, so all tasks are its: unstructured ones too, and those that sleep. A job
/// becomes due a little after it was enqueued, by chance, and time goes on from one that is due to the next; so no two runs
/// of one seed differ, and no order is left out.
///
/// Whatever is done belongs to a process, and so does what comes of it: tasks that it starts, sleeps that it begins. A process
/// can be stopped. Process 0 is the world outside.
///
/// All mutable state of the simulation lives on that thread, which is what `@unchecked Sendable` stands for in this target.
final class Executor: TaskExecutor, SchedulingExecutor, @unchecked Sendable {
    static let shared = Executor()

    private enum Work {
        case job(UnownedJob)
        case action(() -> Void)
    }

    private struct Item {
        let process: Int
        let work: Work
    }

    private var agenda = Agenda<Item>()
    private var generator = SeededGenerator(spreading: 0)
    /// What stopped processes have to do when they go on.
    private var held: [Int: [Item]] = [:]
    /// Since when processes are stopped, and for how long they were before.
    private var stops: [Int: (since: Int64?, before: Int64)] = [:]
    /// How long a job waits at most: usually, sometimes, and once in a while.
    private var delays: (usual: Int64, sometimes: Int64, rarely: Int64) = (0, 0, 0)

    /// Whose work is being done.
    private(set) var process = 0
    /// How much was done since the beginning.
    private(set) var steps = 0
    /// A number that two runs share only if they did the same at the same times.
    private(set) var fingerprint: UInt64 = 0

    /// Makes this the executor of the program. Before the first task.
    static func install() {
        _createExecutors(factory: Factory.self)
    }

    /// Begins a simulation: at time 0, with nothing to do.
    func begin(seed: UInt64, busyness: Duration, stall: Duration) {
        agenda = Agenda()
        generator = SeededGenerator(spreading: seed ^ 0x5eed)
        held = [:]
        stops = [:]
        delays = (busyness.inNanoseconds, busyness.inNanoseconds * 50, stall.inNanoseconds)
        process = 0
        steps = 0
        fingerprint = 0
        simulation_set_seed(seed)
        simulation_set_time(Self.beginning)
    }

    /// From now on no job waits for longer than usual.
    func calm() {
        delays = (delays.usual, delays.usual, delays.usual)
    }

    /// What the clock tells at the beginning of a simulation. Not zero: an instant may be earlier.
    private static let beginning: Int64 = 1_000_000_000_000

    private var time: Int64 { simulation_time() - Self.beginning }

    /// Since the beginning of the simulation.
    var now: Duration { .nanoseconds(time) }

    /// Does something at some time.
    func at(_ time: Duration, for process: Int, _ action: @escaping () -> Void) {
        add(Item(process: process, work: .action(action)), at: time.inNanoseconds)
    }

    /// Lets a process do nothing until it is resumed.
    func stop(_ process: Int) {
        guard held[process] == nil else { return }
        held[process] = []
        stops[process] = (time, stops[process]?.before ?? 0)
    }

    /// Lets a process go on: with what became due meanwhile, in any order, as of many threads that are let go at once.
    func resume(_ process: Int) {
        guard let items = held.removeValue(forKey: process) else { return }
        for item in items { add(item, at: time + delay()) }
        if let stop = stops[process], let since = stop.since {
            stops[process] = (nil, stop.before + time - since)
        }
    }

    func isStopped(_ process: Int) -> Bool { held[process] != nil }

    /// For how long a process could do something.
    func runningTime(of process: Int) -> Duration {
        guard let stop = stops[process] else { return now }
        return .nanoseconds((stop.since ?? time) - stop.before)
    }

    /// Runs until that time, or until `isDone`, which is asked after each step.
    ///
    /// - Returns: `false` where nothing is left to be done before that.
    func run(until limit: Duration, _ isDone: (_ process: Int) -> Bool) -> Bool {
        let limit = limit.inNanoseconds
        while let next = agenda.next {
            guard next <= limit, let (due, item) = agenda.takeNext() else {
                set(limit)
                return true
            }
            if held[item.process] != nil {
                held[item.process]?.append(item)
                continue
            }
            set(due)
            process = item.process
            steps += 1
            fingerprint = (fingerprint &* 0x0100_0000_01b3) ^ UInt64(bitPattern: time) ^ UInt64(item.process)
            switch item.work {
            case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .action(let action): action()
            }
            let done = isDone(process)
            process = 0
            if done { return true }
        }
        return false
    }

    /// The clock may be ahead already: it goes on with each look at it.
    private func set(_ time: Int64) {
        simulation_set_time(max(time, self.time) + Self.beginning)
    }

    private func add(_ item: Item, at time: Int64) {
        agenda.add(item, at: max(time, self.time), order: generator.next())
    }

    private func delay() -> Int64 {
        let longest =
            switch generator.next() % 2_000 {
            case 0: delays.rarely
            case 1...20: delays.sometimes
            default: delays.usual
            }
        return Int64.random(in: 0...longest, using: &generator)
    }

    // MARK: - What Swift calls

    func enqueue(_ job: consuming ExecutorJob) {
        add(Item(process: process, work: .job(UnownedJob(job))), at: time + delay())
    }

    func enqueue<C: Clock>(
        _ job: consuming ExecutorJob,
        after delay: C.Duration,
        tolerance: C.Duration?,
        clock: C
    ) {
        guard let delay = delay as? Duration else { preconditionFailure("a clock of its own") }
        add(
            Item(process: process, work: .job(UnownedJob(job))),
            at: time + delay.inNanoseconds + self.delay()
        )
    }

    func enqueue<C: Clock>(
        _ job: consuming ExecutorJob,
        at instant: C.Instant,
        tolerance: C.Duration?,
        clock: C
    ) {
        enqueue(job, after: clock.now.duration(to: instant), tolerance: tolerance, clock: clock)
    }

    private struct Factory: ExecutorFactory {
        static var defaultExecutor: any TaskExecutor { shared }
        static let mainExecutor: any MainExecutor = Main()
    }

    /// For jobs of the main actor, of which there are none.
    private final class Main: MainExecutor {
        func enqueue(_ job: consuming ExecutorJob) { shared.enqueue(job) }
        func checkIsolated() {}
        func run() {}
        func stop() {}
    }
}
