/// What is told of a connection's work, by whatever measures or traces it: the one place at which that is let in.
///
/// A connection asks for ``all()`` when it is created. Where no trait brings one along there is none, and nothing is done.
struct ConnectionObserver: Sendable {
    /// Told that a request has ended, and with what error.
    typealias End = @Sendable (_ error: (any Error)?) -> Void

    /// Told that a request begins. `nil` where its end is of no interest.
    var requestBegan: @Sendable (_ request: Request) -> End?

    /// Told that a session has ended, other than by a close. Called on the C library's thread; must be quick.
    var sessionEnded: @Sendable (_ reason: ZKError.Code) -> Void = { _ in }

    /// Those that the package's traits bring along.
    static func all() -> [ConnectionObserver] {
        #if Metrics
            let metrics = [ConnectionObserver.metrics()].compactMap(\.self)
        #else
            let metrics: [ConnectionObserver] = []
        #endif
        #if Tracing
            let tracing = [ConnectionObserver.tracing]
        #else
            let tracing: [ConnectionObserver] = []
        #endif
        return metrics + tracing
    }
}

extension [ConnectionObserver] {
    /// Makes a request before the eyes of all.
    func observe<Result>(_ request: Request, _ body: () async throws -> Result) async throws -> Result {
        let ends = compactMap { $0.requestBegan(request) }
        if ends.isEmpty { return try await body() }
        do {
            let result = try await body()
            for end in ends { end(nil) }
            return result
        } catch {
            for end in ends { end(request.isAnswer(error) ? nil : error) }
            throw error
        }
    }
}

extension Request {
    /// Whether `error` is no failure: that there is no such node is what `exists` asks.
    fileprivate func isAnswer(_ error: any Error) -> Bool {
        guard case .exists = self else { return false }
        return (error as? ZKError)?.code == .noNode
    }
}
