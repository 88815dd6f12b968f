import ArgumentParser
import LeaderElection

/// What a candidate's process is told by the conductor.
struct CandidateOptions: ParsableArguments {
    @Option var ident: String
    @Option var servers: String
    @Option var policy: Elector.Policy = .hold
    /// In seconds.
    @Option var sessionTimeout: Double = 4
    @Option var rate: Double = 20
    /// How many writes it makes in one leadership, `nil` for as many as it can.
    @Option var quota: Int?
    @Flag var noLease = false
    @Flag var noGuard = false
    @Flag var trapsOnLoss = false

    var addresses: [String] { servers.split(separator: ",").map(String.init) }

    var connection: ConnectionOpts {
        ConnectionOpts(
            connectTimeout: .seconds(10),
            initialSessionTimeout: .seconds(10),
            sessionTimeout: .seconds(sessionTimeout)
        )
    }

    init() {}

    init(ident: String, servers: [String], quota: Int?, plan: Plan) {
        self.ident = ident
        self.quota = quota
        self.servers = servers.joined(separator: ",")
        policy = plan.policy
        sessionTimeout = plan.sessionTimeout / .seconds(1)
        rate = plan.rate
        noLease = !plan.hasLease
        noGuard = !plan.hasGuard
        trapsOnLoss = plan.trapsOnLoss
    }

    /// The command line that gives these options.
    var arguments: [String] {
        [
            "candidate", "--ident", ident, "--servers", servers, "--policy", "\(policy)",
            "--session-timeout", "\(sessionTimeout)", "--rate", "\(rate)",
        ] + (noLease ? ["--no-lease"] : []) + (noGuard ? ["--no-guard"] : [])
            + (quota.map { ["--quota", "\($0)"] } ?? []) + (trapsOnLoss ? ["--traps-on-loss"] : [])
    }
}
