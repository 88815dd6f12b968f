/// What happened in simulations, counted.
struct Statistics {
    var seeds = 0
    var steps = 0
    var simulated = Duration.zero
    var gains = 0
    var faults = 0
    var expiries = 0
    /// Credentials that were refused.
    var refusals = 0
    /// Sessions that were taken up again with another timeout.
    var adaptations = 0
    /// What observers were told.
    var views = 0
    var calls = 0
    var guardedWrites = 0
    var refusedWrites = 0
    /// Times at which somebody led who should not have, after pings that were later than the first lease allows for.
    var excused = 0

    static func += (a: inout Statistics, b: Statistics) {
        a.seeds += b.seeds
        a.steps += b.steps
        a.simulated += b.simulated
        a.gains += b.gains
        a.faults += b.faults
        a.expiries += b.expiries
        a.refusals += b.refusals
        a.adaptations += b.adaptations
        a.views += b.views
        a.calls += b.calls
        a.guardedWrites += b.guardedWrites
        a.refusedWrites += b.refusedWrites
        a.excused += b.excused
    }

    var description: String {
        """
        \(seeds) seeds, \(steps) steps, \(simulated.components.seconds) s of simulated time: \(gains) leaderships, \
        \(faults) faults, \(expiries) sessions expired, \(refusals) refused for their credentials, \(adaptations) granted another \
        timeout, \(views) views of observers, \(calls) calls, \(guardedWrites) guarded writes made and \
        \(refusedWrites) refused; excused for late pings: \(excused)
        """
    }
}
