import Foundation

/// The goals, and what the results say about them. Nothing here is typed in.
struct Goals {
    /// In how many rounds something must have been measured before it is judged.
    static let rounds = 5
    /// The depths that are named here.
    static let depths = [1, 256]
    /// How many confirmations a leader may send in a second: one each sixth of the session timeout, and the one at the edge.
    private static let confirmations = 1.1 * 6 / (TestBed.sessionTimeout / .seconds(1))
    /// How many writes' CPU a confirmation may take: it is one, and its lease has a clock.
    private static let confirmationAllowance = 2.0

    let results: Results

    var all: [Goal] {
        [failover, join, requests, growth, throughput, latency, memory, idle]
    }

    private var failover: Goal {
        Goal(
            what: "failover, N = 2, 10, 100",
            goal: "at most 1.2 x the floor where only the successor watches; "
                + "ahead of Curator and kazoo at each N",
            conditions: [2, 10, 100].flatMap { size in
                beside(.failover, size: size, "N = \(size)", atMost: 1.2, ahead: [.curator, .kazoo])
            }
        )
    }

    private var join: Goal {
        Goal(
            what: "join (connect to first event), N = 100",
            goal: "at most 1.3 x the floor doing session, create, list; ahead of both peers",
            conditions: beside(.join, size: 100, "N = 100", atMost: 1.3, ahead: [.curator, .kazoo])
        )
    }

    private var requests: Goal {
        Goal(
            what: "requests per leaving follower, per failover at N = 100",
            goal: "at most 4; at most 2 N + 6 (session set-up and pings taken off)",
            conditions: [
                amount(.leaveRequests, size: 100, "leave", atMost: 4),
                amount(.failoverRequests, size: 100, "failover", atMost: 206),
            ]
        )
    }

    /// From two candidates on everybody does the same but for the one behind the leader: so this begins with ten.
    private var growth: Goal {
        let (first, last) = (10, 300)
        let flat = [(Metric.joinRequests, "join"), (.leaveRequests, "leave")].map { metric, name in
            condition("requests per \(name)", metric, sizes: [first, last]) { spreads in
                (
                    "\(text(spreads[0])) at N = \(first), \(text(spreads[1])) at N = \(last)",
                    spreads[1].median <= spreads[0].median
                )
            }
        }
        let bytes = condition("bytes per failover", .failoverBytes, sizes: [first, last]) { spreads in
            let power = log(spreads[1].median / spreads[0].median) / log(Double(last) / Double(first))
            let text =
                "with the power \(Text.number(power)) of N, "
                + "\(Text.bytes(spreads[0].median)) at \(first) to \(Text.bytes(spreads[1].median)) at \(last)"
            return (text, power <= 1.1)
        }
        return Goal(
            what: "growth",
            goal: "requests per join and per leave do not grow with N; "
                + "bytes per failover grow with N, not N squared",
            conditions: flat + [bytes]
        )
    }

    private var throughput: Goal {
        Goal(
            what: "pipelined get and create at depth 256",
            goal: "at least 0.9 x raw C throughput; ahead of kazoo and go-zookeeper",
            conditions: [ClientOperation.get, .create].flatMap { operation in
                [
                    ratio(.rate(operation), size: 256, "\(operation)", to: .c) { $0 >= 0.9 },
                    ratio(.rate(operation), size: 256, "\(operation)", to: .kazoo) { $0 > 1 },
                    ratio(.rate(operation), size: 256, "\(operation)", to: .go) { $0 > 1 },
                ]
            }
        )
    }

    private var latency: Goal {
        Goal(
            what: "one at a time",
            goal: "at most 1.15 x raw C latency",
            conditions: ClientOperation.allCases.map {
                ratio(.latency($0), size: 1, $0.title, to: .c) { $0 <= 1.15 }
            }
        )
    }

    private var memory: Goal {
        Goal(
            what: "memory per extra candidate on a shared connection",
            goal: "at most 8 KiB; no extra thread",
            conditions: [100, 300].flatMap { size in
                [
                    amount(.sharedMemory, size: size, "N = \(size)", atMost: 8_192, Text.bytes),
                    // Pages that were free before take some candidates without growth: so that alone would flatter.
                    amount(.sharedHeap, size: size, "N = \(size), live heap", atMost: 8_192, Text.bytes),
                    amount(.sharedThreads, size: size, "N = \(size), threads", atMost: 0),
                ]
            }
        )
    }

    private var idle: Goal {
        let size = 100
        return Goal(
            what: "CPU while idle",
            goal: "nothing beyond the pings and the leader's confirmations",
            conditions: [
                amount(.idleOthers, size: size, "requests a second that are neither", atMost: 0),
                amount(.idleConfirmations, size: size, "confirmations a second", atMost: Self.confirmations),
                idleCPU(size: size),
            ]
        )
    }

    /// At most the floor's, which only pings, and that of so many writes as there are confirmations.
    private func idleCPU(size: Int) -> Goal.Condition {
        let name = "CPU for \(size) candidates"
        guard let confirmations = results.spread(.idleConfirmations, size: size, of: .swift),
            let write = results.spread(.cpu(.set), size: 1, of: .swift)
        else { return missing(name, nil) }
        let allowance = confirmations.median * write.median * Self.confirmationAllowance
        return condition(name, .idleCPU, sizes: [size], of: [.swift, .c]) { spreads in
            (
                "\(text(spreads[0], Text.percent)) of a core, "
                    + "the floor's pings \(text(spreads[1], Text.percent)), the confirmations \(Text.percent(allowance))",
                spreads[0].median <= spreads[1].median + allowance
            )
        }
    }

    // MARK: - Conditions

    private func beside(
        _ metric: Metric,
        size: Int,
        _ name: String,
        atMost limit: Double,
        ahead peers: [Contender]
    ) -> [Goal.Condition] {
        [ratio(metric, size: size, name, to: .c) { $0 <= limit }]
            + peers.map { ratio(metric, size: size, name, to: $0) { $0 < 1 } }
    }

    private func ratio(
        _ metric: Metric,
        size: Int,
        _ name: String,
        to other: Contender,
        _ isMet: (Double) -> Bool
    ) -> Goal.Condition {
        let ratio = results.ratio(metric, size: size, to: other)
        guard let ratio, ratio.count >= Self.rounds else { return missing("\(name), \(other.title)", ratio) }
        return Goal.Condition(text: "\(name): \(text(ratio)) x \(other.title)", isMet: isMet(ratio.median))
    }

    private func amount(
        _ metric: Metric,
        size: Int,
        _ name: String,
        atMost limit: Double,
        _ format: (Double) -> String = Text.number
    ) -> Goal.Condition {
        condition(name, metric, sizes: [size]) { (text($0[0], format), $0[0].median <= limit) }
    }

    /// - Parameter judge: gets what was measured, size by size and of each contender, and says it and whether it will do.
    private func condition(
        _ name: String,
        _ metric: Metric,
        sizes: [Int],
        of contenders: [Contender] = [.swift],
        _ judge: ([Spread]) -> (text: String, isMet: Bool)
    ) -> Goal.Condition {
        var spreads: [Spread] = []
        for size in sizes {
            for contender in contenders {
                let spread = results.spread(metric, size: size, of: contender)
                guard let spread, spread.count >= Self.rounds else { return missing(name, spread) }
                spreads.append(spread)
            }
        }
        let (text, isMet) = judge(spreads)
        return Goal.Condition(text: "\(name): \(text)", isMet: isMet)
    }

    private func missing(_ name: String, _ spread: Spread?) -> Goal.Condition {
        let few = spread.map { " in enough rounds (\($0.count))" } ?? ""
        return Goal.Condition(text: "\(name): not measured\(few)")
    }

    private func text(_ spread: Spread, _ format: (Double) -> String = Text.number) -> String {
        spread.text(of: results.rounds, format)
    }
}
