import LeaderElection

/// A candidate, and somebody who reads its events.
final class Candidate: Sendable {
    /// When who came to lead.
    typealias Gain = (candidate: Candidate, at: Double)

    let elector: Elector

    init(at path: String, over connector: any Connector) async throws {
        elector = try await Elector.start(ident: "ident", basePath: path, connector: connector)
    }

    /// Waits until it is known whether this candidate leads.
    ///
    /// - Parameter later: told of a gain that comes after that.
    func firstEvent(_ later: AsyncStream<Gain>.Continuation) async -> Bool {
        for await event in elector.events {
            check(event)
            read(later)
            return event.leader
        }
        fatalError("an elector has told nothing")
    }

    /// Tells `gains` of each gain.
    func read(_ gains: AsyncStream<Gain>.Continuation) {
        Task {
            for await event in elector.events {
                check(event)
                if event.leader { gains.yield((self, Clock.now)) }
            }
        }
    }

    private func check(_ event: Elector.Event) {
        if let error = event.error { fatalError("an elector has failed: \(error)") }
    }
}
