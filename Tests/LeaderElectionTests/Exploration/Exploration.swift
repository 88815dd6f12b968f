/// Visits every state that a world can come to, those first that are the fewest steps away.
struct Exploration {
    /// How a state was come to.
    private final class Trail {
        let step: Step
        let before: Trail?

        init(_ step: Step, after before: Trail?) {
            self.step = step
            self.before = before
        }
    }

    private(set) var violation: String?
    /// The steps that lead to it.
    private(set) var trace: [Step] = []
    /// Whether there was nothing left to visit.
    private(set) var isComplete = true
    /// How many states were come to in which nothing is due.
    private(set) var quiet = 0
    var visited: Int { seen.count }

    /// The states are told apart by a hash of 64 bits: that two of a million have the same is as likely as one in thirty
    /// million.
    private var seen: Set<Int> = []
    /// States from which everything comes to rest as it should.
    private var good: Set<Int> = []

    init(from start: World, limit: Int) {
        seen.insert(start.hashValue)
        var open: [(world: World, trail: Trail?)] = [(start, nil)]
        while !open.isEmpty, violation == nil {
            if seen.count >= limit {
                // What is not visited further is at least shown to end well.
                isComplete = false
                for (world, trail) in open where violation == nil { settle(world, trail) }
                return
            }
            var next: [(world: World, trail: Trail?)] = []
            for (world, trail) in open where violation == nil {
                settle(world, trail)
                for step in world.steps where violation == nil {
                    var world = world
                    world.perform(step)
                    guard seen.insert(world.hashValue).inserted else { continue }
                    let trail = Trail(step, after: trail)
                    if let violation = world.violation { fail(violation, trail) }
                    next.append((world, trail))
                }
            }
            open = next
        }
    }

    /// All that is due happens, in one order, until nothing is.
    private mutating func settle(_ world: World, _ trail: Trail?) {
        var (world, trail) = (world, trail)
        var path: Set<Int> = []
        while !good.contains(world.hashValue) {
            guard path.insert(world.hashValue).inserted else { return fail("it never comes to rest", trail) }
            guard let step = world.dueSteps.first else {
                quiet += 1
                if let restlessness = world.restlessness { return fail(restlessness, trail) }
                break
            }
            world.perform(step)
            trail = Trail(step, after: trail)
            if let violation = world.violation { return fail(violation, trail) }
        }
        good.formUnion(path)
    }

    private mutating func fail(_ violation: String, _ trail: Trail?) {
        (self.violation, isComplete) = (violation, false)
        var trail = trail
        while let last = trail {
            trace.insert(last.step, at: 0)
            trail = last.before
        }
    }
}
