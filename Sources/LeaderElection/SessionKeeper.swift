import Logging
import ZooKeeper

/// Keeps somebody in a session: listens to the connection, and gets another session when one is over.
struct SessionKeeper: Sendable {
    typealias Connection = (conn: any Conn, events: AsyncStream<ZKEvent>)

    /// What happened to the session.
    enum News: Sendable {
        /// There is a session, the first one or a new one.
        case connected(Session)
        /// The connection is lost; the session may live on.
        case suspended
        /// The connection is back, with the same session.
        case resumed
        /// The session is over. Under a policy that heals, another one is being sought.
        case lost(ElectorError)
        /// Something that no retry can mend.
        case failed(any Error)
    }

    let connector: any Connector
    let policy: Elector.Policy
    let logger: Logger
    let report: @Sendable (News) -> Void

    /// Connects for the first time.
    ///
    /// - Returns: `nil` where that failed, and is to be tried again.
    /// - Throws: what no retry can mend; under ``Elector/Policy/failStop`` whatever the connector throws.
    func firstConnection() async throws -> Connection? {
        do {
            return try await connector.connect()
        } catch  where policy.heals && Self.canBeMended(error) {
            note(error)
            return nil
        }
    }

    /// Runs until the task is cancelled, or something happens that cannot be mended.
    func run(_ first: Connection?) async {
        do {
            var connection = try await retried(first, connector.connect)
            while true {
                let session = begin(connection)
                try await listen(connection.events, of: session)
                guard policy.heals, !Task.isCancelled else { return }
                connection = try await retried(nil, another)
            }
        } catch {
            fail(error)
        }
    }

    /// Returns when the session is over or the task is cancelled.
    private func listen(_ events: AsyncStream<ZKEvent>, of session: Session) async throws {
        var isUp = true
        for await event in events {
            if try isOver(session, after: event, &isUp) { return }
        }
        // Without these events a loss of the connection would go unnoticed.
        if !Task.isCancelled { throw ElectorError(.connectionClosed) }
    }

    // MARK: - Not made a part of what waits, whose frame each candidate keeps

    @inline(never)
    private func begin(_ connection: Connection) -> Session {
        let session = Session(connection.conn)
        logger.info("in a session")
        report(.connected(session))
        return session
    }

    /// Reports what an event of the connection means. Returns whether the session is over.
    @inline(never)
    private func isOver(_ session: Session, after event: ZKEvent, _ isUp: inout Bool) throws -> Bool {
        if let error = event.error { throw error }
        switch event.state {
        case .hasSession where !session.isPresent:
            report(.lost(ElectorError(.sessionExpired)))
            return true
        case .hasSession:
            if !isUp { report(.resumed) }
            isUp = true
        case .disconnected, .unknown:
            if isUp { report(.suspended) }
            isUp = false
        case .expired:
            report(.lost(ElectorError(.sessionExpired)))
            return true
        case .authFailed: throw ElectorError(.authFailed)
        case .closed: throw ElectorError(.connectionClosed)
        case .connecting, .associating, .connected, .connectedReadOnly, .saslAuthenticated: break
        }
        return false
    }

    @inline(never)
    private func fail(_ error: any Error) {
        if !Task.isCancelled { report(.failed(error.asElectorError)) }
    }

    /// Another session in place of one that is over.
    @inline(never)
    private func another() async throws -> Connection {
        do {
            return try await connector.reconnect()
        } catch let error as ZKError where error.code == .unimplemented {
            // A borrowed connection that cannot have another session.
            throw ElectorError(.sessionExpired, cause: error)
        }
    }

    @inline(never)
    private func retried(
        _ first: Connection?,
        _ connect: () async throws -> Connection
    ) async throws -> Connection {
        if let first { return first }
        var backoff = Backoff.sessions
        while true {
            do {
                return try await connect()
            } catch  where policy.heals && Self.canBeMended(error) {
                note(error)
                try await backoff.wait()
            }
        }
    }

    private func note(_ error: any Error) {
        logger.info(LogLine.noSession, metadata: [LogKey.electionReason: "\(error)"])
    }

    private static func canBeMended(_ error: any Error) -> Bool {
        guard let error = error as? ZKError else {
            return !(error is CancellationError || error is ElectorError)
        }
        return error.code.isWorthAnotherSession
    }
}
