import LeaderElection

/// A candidate, and somebody who reads its events.
final class Candidate: Sendable {
    /// When who came to lead.
    typealias Gain = (candidate: Candidate, at: Double)

    let elector: Elector
    /// The connection that nobody else uses; closed apart from the elector, as the other contenders do.
    private let own: ZKConnection?

    /// - Parameter shared: the connection to stand on with others; `nil` for one of its own.
    init(at path: String, on shared: ZKConnection?, _ connecting: Connecting) async throws {
        own = shared == nil ? connecting.new() : nil
        if let own { _ = try await own.connect() }
        guard let connection = shared ?? own else { fatalError("there is always one of the two") }
        elector = try await Elector.start(
            ident: "ident",
            basePath: path,
            connector: .existingConnection(conn: connection, events: connection.events())
        )
    }

    /// Leaves the election, and says when that began.
    func leave() async throws -> Double {
        let start = Clock.now
        try await elector.close()
        return start
    }

    /// Closes the connection, where it is its own.
    func disconnect() async {
        await own?.close()
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
