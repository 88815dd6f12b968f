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
/// By default any loss of the connection ends an elector with an error event, and the usual answer is to stop the process
/// and let it be started again. Under another ``Policy`` the elector mends what can be mended by itself.
///
/// Each candidate is an ephemeral sequential node; the lowest number leads. Names and contents are those of Go's
/// `dcos-go/elector`, and candidates of both kinds may stand in one election.
///
/// An elector that is let go of, together with its ``events``, is closed in the background.
public final class Elector: IElector {
    let candidacy: Candidacy

    private init(candidacy: Candidacy) {
        self.candidacy = candidacy
    }

    deinit {
        // Whoever lets go of this may hold a lock.
        candidacy.requestCloseInBackground()
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
    ///   - policy: what to do when the connection is in trouble; by default the elector ends.
    ///   - logger: where this candidate's log goes, by default nowhere.
    /// - Throws: ``ElectorError`` with ``ElectorError/Code/blankIdent``, ``ElectorError/Code/identTooLarge`` or
    ///   ``ElectorError/Code/badBasePath``; whatever the connector throws, for a connection of its own a `ZKError`, within
    ///   the timeouts of its options; and `CancellationError`. What throws leaves nothing behind. Under ``Policy/stepDown``
    ///   and ``Policy/hold`` a server that is away is no error: after the first attempt the elector goes on trying. All that
    ///   happens later, a missing right to create nodes for example, comes as an event.
    public static func start(
        ident: String,
        basePath: String,
        acl: [ZKACL]? = nil,
        connector: any Connector,
        policy: Policy = .failStop,
        logger: Logger = Logger(label: "elector", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> Elector {
        let ballot = try Ballot(ident: ident, basePath: basePath, acl: acl ?? ZKACL.world(.all))
        let candidacy = Candidacy(ballot: ballot, connector: connector, policy: policy, logger: logger)
        try await candidacy.start()
        return Elector(candidacy: candidacy)
    }

    /// The ident of the leader, `""` while it is not known and after the end. Does not wait.
    public var leaderIdent: String { candidacy.standing.leaderIdent }

    /// Whether this candidate leads. Only state and clock: no waiting, from any thread.
    ///
    /// False from the moment at which the lease runs out (``Leadership/validUntil``), whether or not an event has been
    /// processed: a process that was stopped for too long finds it false on its first look. A hand-written `Conn` that does
    /// not tell its session timeout has no lease; then this is as good as the events of its connection.
    public var isLeader: Bool { candidacy.standing.isLeader }

    /// The right to act as the leader, `nil` while this candidate does not lead. Does not wait.
    ///
    /// Also `nil` on a hand-written `Conn` without `multi` or a session timeout, which cannot have a lease.
    public var leadership: Leadership? {
        candidacy.standing.tenure.flatMap { $0.validUntil == nil ? nil : Leadership(tenure: $0) }
    }

    /// Whether this candidate leads: first one event, unless it is closed before one was read, then one on each change.
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

    /// The present leader and each that follows; `nil` while it is not known.
    ///
    /// A subscription of its own for each call. A reader that is slow gets the newest. Ends with the elector.
    public var leaderChanges: AsyncStream<Leader?> { candidacy.standing.leader.subscribe() }

    /// Why the elector has ended by itself, or `nil`: the error of the last event. Usually an ``ElectorError``. Does not wait.
    public var failure: (any Error)? { candidacy.standing.failure }

    /// Leaves the election: deletes this candidate's node at once, and closes the connection where the connector owns it.
    ///
    /// A body of ``withLeadership(_:)`` that is running is cancelled first, and waited for. May be called more than once and
    /// from many tasks; each call returns when all is done, except that a call from that body does not wait for the body.
    /// Where the server does not answer, the node is given one second; on a borrowed connection its deletion is then
    /// pursued in the background, on an own one the node goes with the session. Cancellation has no effect.
    ///
    /// - Throws: on a borrowed connection that tells its session, ``ElectorError`` where the server (or a hand-written `Conn`) has
    ///   refused to delete the node within that second, for example for want of the right: it stands in the way of others until the
    ///   session ends. Whatever the connector throws when it is closed; `ZKConnection` throws nothing.
    public func close() async throws {
        guard !candidacy.scope.isCurrent else { return candidacy.requestClose() }
        await candidacy.scope.drain()
        candidacy.requestClose()
        try await candidacy.untilReleased()
    }
}
