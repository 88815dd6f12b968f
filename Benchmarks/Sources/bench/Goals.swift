import Foundation

/// The goals, and what the results say about them. Nothing here is typed in.
struct Goals {
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

    private var growth: Goal {
        // From two candidates on everybody does the same but for the one behind the leader.
        let first = results.sizes(.joinRequests).first { $0 >= 10 } ?? 10
        let last = results.sizes(.joinRequests).last ?? 300
        let flat = [(Metric.joinRequests, "join"), (.leaveRequests, "leave")].map { metric, name in
            guard first < last, let few = results.spread(metric, size: first, of: .swift),
                let many = results.spread(metric, size: last, of: .swift)
            else { return Goal.Condition(text: "requests per \(name): not measured") }
            return Goal.Condition(
                text: "requests per \(name): \(few.text()) at N = \(first), \(many.text()) at N = \(last)",
                isMet: many.median <= few.median
            )
        }
        let sizes = results.sizes(.failoverBytes).filter { $0 >= 10 }
        guard let low = sizes.first, let high = sizes.last, low < high,
            let few = results.spread(.failoverBytes, size: low, of: .swift),
            let many = results.spread(.failoverBytes, size: high, of: .swift)
        else { return growth(flat + [Goal.Condition(text: "bytes per failover: not measured")]) }
        let power = log(many.median / few.median) / log(Double(high) / Double(low))
        let text =
            "bytes per failover: with the power \(Text.number(power)) of N, "
            + "\(Text.bytes(few.median)) at \(low) to \(Text.bytes(many.median)) at \(high)"
        return growth(flat + [Goal.Condition(text: text, isMet: power <= 1.1)])
    }

    private func growth(_ conditions: [Goal.Condition]) -> Goal {
        Goal(
            what: "growth",
            goal: "requests per join and per leave do not grow with N; "
                + "bytes per failover grow with N, not N squared",
            conditions: conditions
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
        let size = results.sizes(.sharedMemory).last ?? 300
        return Goal(
            what: "memory per extra candidate on a shared connection",
            goal: "at most 8 KiB; no extra thread",
            conditions: [
                amount(.sharedMemory, size: size, "N = \(size)", atMost: 8_192, Text.bytes),
                amount(.sharedThreads, size: size, "threads", atMost: 0),
            ]
        )
    }

    /// The time on a CPU is judged by that of the floor, which only pings. Of what a leader sends on top of it there is not much:
    /// a hundredth of a core is the most that is let pass.
    private var idle: Goal {
        let size = results.sizes(.idleOthers).last ?? 100
        var conditions = [amount(.idleOthers, size: size, "requests a second that are neither", atMost: 0)]
        if let own = results.spread(.idleCPU, size: size, of: .swift),
            let floor = results.spread(.idleCPU, size: size, of: .c)
        {
            conditions.append(
                Goal.Condition(
                    text: "CPU for \(size) candidates: \(own.text(Text.percent)) of a core, "
                        + "the floor's pings \(floor.text(Text.percent))",
                    isMet: own.median <= floor.median + 0.01
                )
            )
        } else {
            conditions.append(Goal.Condition(text: "CPU: not measured"))
        }
        return Goal(
            what: "CPU while idle",
            goal: "nothing beyond the pings and the leader's confirmations",
            conditions: conditions
        )
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
        guard let ratio = results.ratio(metric, size: size, to: other) else {
            return Goal.Condition(text: "\(name), \(other.title): not measured")
        }
        return Goal.Condition(text: "\(name): \(ratio.text()) x \(other.title)", isMet: isMet(ratio.median))
    }

    private func amount(
        _ metric: Metric,
        size: Int,
        _ name: String,
        atMost limit: Double,
        _ format: (Double) -> String = Text.number
    ) -> Goal.Condition {
        guard let spread = results.spread(metric, size: size, of: .swift) else {
            return Goal.Condition(text: "\(name): not measured")
        }
        return Goal.Condition(text: "\(name): \(spread.text(format))", isMet: spread.median <= limit)
    }
}
