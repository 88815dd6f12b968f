/// A borrowed connection: whoever uses it never closes it.
public struct ExistingConnection: Connector {
    private let conn: any Conn
    private let events: AsyncStream<ZKEvent>

    /// Wraps a connection that has a session.
    ///
    /// - Parameters:
    ///   - conn: the connection.
    ///   - events: its events. A stream has one reader: give each user `connection.events()` of its own.
    public init(conn: any Conn, events: AsyncStream<ZKEvent>) {
        self.conn = conn
        self.events = events
    }

    /// Returns what it was given, at once.
    public func connect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        (conn, events)
    }

    /// Waits until the owner of the connection has opened another session on it.
    ///
    /// - Throws: what ``Conn/waitForSession()`` of the connection throws.
    public func reconnect() async throws -> (conn: any Conn, events: AsyncStream<ZKEvent>) {
        try await conn.waitForSession()
        return (conn, events)
    }

    /// Does nothing: the connection belongs to somebody else.
    public func close() async throws {}
}
