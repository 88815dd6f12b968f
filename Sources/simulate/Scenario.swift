import LeaderElection
import ZooKeeperTestKit

/// What a seed stands for: a fleet, an ensemble, a network, and how much goes wrong.
struct Scenario {
    let seed: UInt64
    /// The longest session timeout that a server grants.
    let sessionTimeout: Duration
    /// What servers grant: each time that a client comes, one of these, but never much less than it had.
    let sessionTimeouts: [Duration]
    /// Every half of it a server tells the ensemble's leader which sessions it has heard of.
    let tick: Duration
    /// How long a second of the servers takes; clocks may differ by less than a twelfth.
    let serverSecond: Double
    let servers: Int
    let candidates: Int
    let policies: [Elector.Policy]
    /// The longest that a message is on its way, while nothing is wrong.
    let latency: Duration
    /// The longest that a server takes to apply a transaction, while nothing is wrong.
    let lag: Duration
    /// The longest that a job waits for its turn, usually.
    let busyness: Duration
    /// The longest that a job ever waits.
    let stall: Duration
    /// From when on nothing goes wrong any more.
    let calm: Duration
    /// The longest time between two faults.
    let faultPause: Duration
    /// The longest time between two calls of one user.
    let callPause: Duration
    /// Whether the counter of the candidates is close to its end.
    let hasLastNumbers: Bool

    init(seed: UInt64) {
        var generator = SeededGenerator(spreading: seed)
        self.seed = seed
        sessionTimeout = .seconds(generator.one(of: [1, 2, 4, 10]))
        let share = generator.one(of: [1, 1, 0.9, 0.6])
        let shortest = sessionTimeout * share * (generator.once(in: 3) ? share : 1)
        sessionTimeouts = [sessionTimeout, sessionTimeout * share, shortest]
        tick = shortest / generator.one(of: [2, 2.3, 3.1, 5.7, 20])
        serverSecond = generator.one(of: [1, 1, 1.08, 0.92])
        servers = generator.one(of: [1, 3, 3, 5])
        candidates = generator.number(2...5)
        let policy = generator.one(of: Elector.Policy.allCases)
        let isMixed = generator.once(in: 4)
        policies = (0..<candidates).map { _ in
            isMixed ? generator.one(of: Elector.Policy.allCases) : policy
        }
        latency = generator.one(of: [.milliseconds(1), .milliseconds(5), shortest / 40])
        lag = generator.one(of: [.milliseconds(1), .milliseconds(5), shortest / 20])
        busyness = generator.one(of: [.microseconds(5), .microseconds(100), .milliseconds(1)])
        stall = generator.one(of: [busyness * 50, busyness * 50, shortest / 10])
        calm = sessionTimeout * generator.number(4...12)
        faultPause = sessionTimeout / generator.one(of: [1, 2, 4]) * generator.one(of: [1, 2, 20])
        callPause = sessionTimeout * generator.one(of: [1, 2, 4])
        hasLastNumbers = generator.once(in: 10)
    }

    /// How much longer than it should a call may take on a busy machine.
    var slack: Duration { .seconds(1) + stall * 3 }

    /// As it is traced.
    var description: String {
        """
        \(candidates) candidates (\(Set(policies.map { "\($0)" }).sorted().joined(separator: ", "))), \(servers) servers, \
        T \(sessionTimeouts.map(\.inSeconds).joined(separator: " or ")), tick \(tick.inSeconds), a server's second \(serverSecond), \
        latency \(latency.inSeconds), lag \(lag.inSeconds), calm from \(calm.inSeconds)
        """
    }
}
