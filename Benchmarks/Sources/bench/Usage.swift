import Foundation

/// What another process has taken.
struct Usage {
    /// What the system says, proportional set: resident bytes, those that are shared counted in part.
    var memory: Double
    /// What the process itself says is in use of its heap, where it can tell.
    var heap: Double?
    var threads: Double

    /// Of a contender that has nothing left to collect.
    init(settled process: ContenderProcess) throws {
        heap = try process.ask("settle").values["heap"]
        func lines(_ name: String) throws -> [Substring] {
            try String(contentsOfFile: "/proc/\(process.pid)/\(name)", encoding: .utf8).split(separator: "\n")
        }
        let pss = try lines("smaps_rollup").first { $0.hasPrefix("Pss:") }
        let kibibytes = pss?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        // Behind the name, which is in brackets.
        let fields = try lines("stat").first?.split(separator: ")").last?.split(separator: " ") ?? []
        guard let kibibytes, fields.count > 17, let threads = Double(fields[17]) else {
            throw BenchError("process \(process.pid) cannot be read about")
        }
        memory = kibibytes * 1_024
        self.threads = threads
    }

    /// What each of so many more has taken.
    func growth(since earlier: Usage, of count: Int) -> (memory: Double, heap: Double?, threads: Double) {
        (
            (memory - earlier.memory) / Double(count),
            heap.flatMap { heap in earlier.heap.map { (heap - $0) / Double(count) } },
            (threads - earlier.threads) / Double(count)
        )
    }
}
