public import Logging
public import ZooKeeper

/// One candidate in an election: of all candidates under a base path one leads, and when it goes the next one does.
///
/// ```swift
/// let elector = try await Elector.start(
///     ident: "10.0.0.7:8080",
///     basePath: "/services/scheduler/leader",
///     connector: .newConnection(addrs: ["127.0.0.1:2181"])
/// )
/// for await event in elector.events {
///     if let error = event.error { fatalError("leadership failed: \(error)") }
///     print(event.leader ? "leading" : "following \(elector.leaderIdent)")
/// }
/// ```
///
/// Any loss of the connection ends an elector with an error event: whether this candidate still leads can then not be
/// known, and the usual answer is to stop the process and let it be started again.
///
/// Each candidate is an ephemeral sequential node; the lowest number leads. Names and contents are those of Go's
/// `dcos-go/elector`, and candidates of both kinds may stand in one election.
///
/// An elector that is let go of, together with its ``events``, is closed in the background.
public final class Elector: IElector {
    private let candidacy: Candidacy

    private init(candidacy: Candidacy) {
        self.candidacy = candidacy
    }

    deinit {
        candidacy.requestClose()
    }

    /// Connects, and stands for election in the background.
    ///
    /// - Parameters:
    ///   - ident: what this candidate is known by, usually the address of its service; not blank.
    ///   - basePath: the node under which the candidates stand; not the root. It is created where it is missing: itself
    ///     with `acl`, its ancestors open to everybody. Nothing else should be put under it.
    ///   - acl: who may do what with the nodes of the election, by default everybody everything.
    ///   - connector: where the connection comes from: `.newConnection(addrs:opts:)`, which the elector closes in the end,
    ///     or `.existingConnection(conn:events:)`, which it leaves open.
    ///   - logger: where this candidate's log goes, by default nowhere.
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/blankIdent``, ``ElectorError/Code/identTooLarge`` or
    ///   ``ElectorError/Code/badBasePath``; whatever the connector throws, for a connection of its own a `ZKError`, within
    ///   the timeouts of its options; and `CancellationError`. What throws leaves nothing behind. All that happens later,
    ///   a missing right to create nodes for example, comes as an event.
    public static func start(
        ident: String,
        basePath: String,
        acl: [ZKACL]? = nil,
        connector: any Connector,
        logger: Logger = Logger(label: "elector", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> Elector {
        let ballot = try Ballot(ident: ident, basePath: basePath, acl: acl ?? ZKACL.world(.all))
        let (conn, events) = try await connector.connect()
        let candidacy = Candidacy(ballot: ballot, connector: connector, conn: conn, logger: logger)
        guard !Task.isCancelled else {
            try? await connector.close()
            throw CancellationError()
        }
        candidacy.start(events)
        return Elector(candidacy: candidacy)
    }

    /// The ident of the leader, `""` while it is not known and after the end. Does not wait.
    public var leaderIdent: String { candidacy.standing.leaderIdent }

    /// Whether this candidate leads, as far as is known here. Does not wait.
    ///
    /// A process that was stopped for longer than its session timeout finds this `true` for the moment until it hears of the
    /// loss: there is no lease in it.
    public var isLeader: Bool { candidacy.standing.isLeader }

    /// Whether this candidate leads: first always one event, then one on each change.
    ///
    /// At the end at most one event with an error comes, and the stream ends. After ``close()`` it ends too, with a
    /// `leader: false` before that where the reader was told that this candidate leads. A reader that is slow is not
    /// handed what is no longer true: a gain that was lost again before it was read is left out, and an error supersedes
    /// whatever is unread. A reader that never reads costs nothing.
    ///
    /// For one reader; several take events from one another. A reader may do anything between two events, call ``close()``
    /// too.
    public var events: AsyncStream<Event> {
        AsyncStream { await self.candidacy.mailbox.next() }
    }

    /// Leaves the election: deletes this candidate's node at once, and closes the connection where the connector owns it.
    ///
    /// May be called more than once and from many tasks; each call returns when all is done. Where the server does not
    /// answer, the node is given one second; on a borrowed connection its deletion is then pursued in the background, on
    /// an own one the node goes with the session. Cancellation has no effect.
    ///
    /// - Throws: whatever the connector throws when it is closed; `ZKConnection` throws nothing.
    public func close() async throws {
        candidacy.requestClose()
        try await candidacy.untilReleased()
    }
}
