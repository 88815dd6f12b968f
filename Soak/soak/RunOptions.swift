import ArgumentParser
import Foundation
import History
import LeaderElection

/// What a run is to be like, on the command line.
struct RunOptions: ParsableArguments {
    @Option(help: "How long faults are injected.")
    var minutes: Double = 3

    @Option(help: "With which the faults are drawn; by default another one each time.")
    var seed: UInt64 = .random(in: 0...UInt64(UInt32.max))

    @Option(
        help: "What candidates do when their connection is in trouble; by default what follows from the seed."
    )
    var policy: Elector.Policy?

    @Option(help: "The session timeout in seconds.")
    var sessionTimeout: Double = 4

    @Option(
        help:
            "The servers' tick in seconds; by default half of the session timeout, the longest that it may be with that."
    )
    var tickTime: Double?

    @Option(help: "How many candidates stand.")
    var candidates: Int = 8

    @Option(help: "How many writes a leader makes in a second.")
    var rate: Double = 20

    @Option(
        help: "Where the history goes; by default nowhere, and to a temporary file if something is found."
    )
    var history: String?

    @Option(
        help:
            "The kinds of faults, separated by commas; by default all; one that is named twice comes twice as often."
    )
    var faults: String?

    @Flag(help: "One fault at a time, always at the leader, and for twice the session timeout.")
    var aimAtLeader = false

    @Flag(help: "Let the candidates ignore their lease.")
    var noLease = false

    @Flag(help: "Let the leaders write without a guard.")
    var noGuard = false

    func validate() throws {
        guard minutes >= 0, sessionTimeout >= 1, candidates > 0, rate > 0 else {
            throw ValidationError("--minutes, --session-timeout, --candidates and --rate are positive")
        }
        guard tickTime.map({ $0 > 0 && $0 <= sessionTimeout / 2 }) ?? true else {
            throw ValidationError("--tick-time is at most half of --session-timeout")
        }
        _ = try kinds()
    }

    private func kinds() throws -> [FaultKind] {
        guard let faults else { return Plan.mixture }
        return try faults.split(separator: ",").map { name in
            guard let kind = FaultKind(rawValue: String(name)) else {
                let all = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(name) is none of: \(all)")
            }
            return kind
        }
    }

    func plan() throws -> Plan {
        Plan(
            duration: .seconds(minutes * 60),
            seed: seed,
            policy: policy ?? Elector.Policy.allCases[Int(seed % UInt64(Elector.Policy.allCases.count))],
            sessionTimeout: .seconds(sessionTimeout),
            tickTime: .seconds(tickTime ?? sessionTimeout / 2),
            candidates: candidates,
            rate: rate,
            hasLease: !noLease,
            hasGuard: !noGuard,
            faults: try kinds(),
            aimsAtLeader: aimAtLeader,
            history: history.map { URL(fileURLWithPath: $0) }
        )
    }
}
