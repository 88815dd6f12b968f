import Foundation

/// What the system says that another process has taken.
struct Usage {
    /// Proportional set: resident bytes, those that are shared counted in part.
    var memory: Double
    var threads: Double
    /// In seconds, exact to a hundredth.
    var cpu: Double

    /// Of a contender that has nothing left to collect.
    ///
    /// A Java machine keeps what it once had: it tells itself what is in use.
    init(settled process: ContenderProcess) throws {
        let answer = try process.ask("settle")
        try self.init(of: process.pid)
        memory = answer.values["memory"] ?? memory
    }

    init(of pid: pid_t) throws {
        func lines(_ name: String) throws -> [Substring] {
            try String(contentsOfFile: "/proc/\(pid)/\(name)", encoding: .utf8).split(separator: "\n")
        }
        let pss = try lines("smaps_rollup").first { $0.hasPrefix("Pss:") }
        let kibibytes = pss?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        // Behind the name, which is in brackets.
        let fields = try lines("stat").first?.split(separator: ")").last?.split(separator: " ") ?? []
        guard let kibibytes, fields.count > 17,
            let user = Double(fields[11]), let system = Double(fields[12]), let threads = Double(fields[17])
        else { throw BenchError("process \(pid) cannot be read about") }
        memory = kibibytes * 1_024
        self.threads = threads
        cpu = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What each of so many candidates more has taken.
    func growth(since earlier: Usage, candidates: Int) -> (memory: Double, threads: Double) {
        (
            (memory - earlier.memory) / Double(candidates),
            (threads - earlier.threads) / Double(candidates)
        )
    }
}
