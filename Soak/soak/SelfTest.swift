import ArgumentParser
import History

/// Shows that the checker finds what it is there to find.
struct SelfTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "self-test",
        abstract:
            "Stop leaders without the lease, without the guard, and with a bug, and see that it is found.",
        discussion: "Exits with 0 only if it is, and nothing is found where all is in place."
    )

    func run() async throws {
        try await untilInterrupted {
            var plan = Plan(
                duration: .seconds(15),
                sessionTimeout: .seconds(2),
                tickTime: .seconds(1),
                candidates: 4,
                faults: [.stopCandidate],
                aimsAtLeader: true
            )
            try await expect([], "with the lease and the guard", plan)
            plan.hasLease = false
            try await expect([.overlap], "without the lease", plan)
            plan.hasLease = true
            plan.hasGuard = false
            try await expect([.deposedWrite], "without the guard", plan)
            plan.hasGuard = true
            plan.trapsOnLoss = true
            try await expect([.death], "and die of losing leadership", plan)
        }
    }

    private func expect(_ kinds: Set<Violation.Kind>, _ name: String, _ plan: Plan) async throws {
        print("Leaders are stopped for twice the session timeout, \(name) ...")
        let report = Checker(try await Conductor(plan: plan).run()).report()
        let found = Set(report.violations.map(\.kind))
        for kind in found.sorted(by: { $0.rawValue < $1.rawValue }) {
            let those = report.violations.filter { $0.kind == kind }
            let first = those[0].description.prefix { $0 != "\n" }
            print("  \(kind.rawValue), \(those.count) times; the first: \(first)")
        }
        guard kinds.isEmpty ? report.isGood : report.isComplete && found == kinds else {
            print(report)
            throw Failure("expected \(kinds.map(\.rawValue)), found \(found.map(\.rawValue))")
        }
        if kinds.isEmpty { print("  nothing is found") }
    }
}
