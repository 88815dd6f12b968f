/// Shows that the simulation finds what it is there for: with each ``Lie`` one of the first seeds breaks the rule that the lie is about.
enum SelfTest {
    /// How many seeds are tried, which is some times as many as any lie has needed.
    private static let seeds: UInt64 = 300

    /// - Returns: whether all were found.
    static func run() -> Bool {
        var isFine = true
        for lie in Lie.allCases {
            var found: (seed: UInt64, violation: String)?
            for seed in 0..<seeds where found == nil {
                let outcome = Simulation(seed: seed, lie: lie).run()
                if let violation = outcome.violation, violation.contains(lie.finding) {
                    found = (seed, violation)
                }
            }
            if let found {
                print("\(lie): found with seed \(found.seed): \(found.violation)")
            } else {
                print("\(lie): NOT FOUND with any of \(seeds) seeds")
                isFine = false
            }
        }
        return isFine
    }
}
