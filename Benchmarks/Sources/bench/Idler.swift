/// A contender that has nothing to do, and what it does all the same.
final class Idler {
    /// What there was until some moment.
    typealias Count = (at: Double, cpu: Double, traffic: Traffic)

    let process: ContenderProcess
    private let tap: Tap

    init(_ contender: Contender, _ bed: TestBed) async throws {
        tap = try await Tap.start(to: bed.address)
        process = try bed.start(contender, at: tap.address)
    }

    func count() throws -> Count {
        (Monotonic.now, try CPUClock.seconds(of: process.pid), tap.traffic)
    }

    /// Ends it, if it has not ended by itself.
    func stop() async throws {
        process.kill()
        try await tap.stop()
    }
}
