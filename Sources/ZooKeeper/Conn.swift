/// A connection to ZooKeeper, or something that behaves like one.
///
/// Five calls are required, those of Go's `elector.Conn`; whoever writes a `Conn` by hand needs no more for an
/// election. The others have default implementations, made of the five where that is possible.
///
/// Every call throws ``ZKError``, and `CancellationError` when its task is cancelled. A call that was cancelled, or
/// that failed with a code whose ``ZKError/Code/isOutcomeUnknown`` is true, may have been executed all the same.
public protocol Conn: Sendable {
    /// The data and the stat of a node.
    ///
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/noAuth``.
    func get(_ path: String) async throws -> (data: [UInt8], stat: ZKStat)

    /// The stat of a node, or `nil` where there is no such node. Go returns a boolean beside it.
    func exists(_ path: String) async throws -> ZKStat?

    /// Creates a node and returns its path, which for a sequential node ends in its number.
    ///
    /// - Throws: ``ZKError/Code/nodeExists``, ``ZKError/Code/noNode`` (of the parent), ``ZKError/Code/noAuth``,
    ///   ``ZKError/Code/noChildrenForEphemerals``, ``ZKError/Code/invalidACL``.
    func create(
        _ path: String,
        data: [UInt8],
        flags: ZKCreateFlags,
        acl: [ZKACL]
    ) async throws -> String

    /// Creates an ephemeral sequential node under a name that its creator can find again, and returns its path.
    ///
    /// A reply that is lost does not lead to a second node.
    func createProtectedEphemeralSequential(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> String

    /// Creates a node as ``createProtectedEphemeralSequential(_:data:acl:)`` does, and returns its stat too, or `nil` where that
    /// would take another request.
    ///
    /// By default ``createProtectedEphemeralSequential(_:data:acl:)``, and `nil`.
    func createProtectedEphemeralSequentialWithStat(
        _ path: String,
        data: [UInt8],
        acl: [ZKACL]
    ) async throws -> (path: String, stat: ZKStat?)

    /// The names of a node's children in no particular order, its stat, and a stream that tells one change of that
    /// list, or the node's deletion, and ends.
    ///
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/noAuth``, ``ZKError/Code/tooManyWatches``; then there is no watch.
    func childrenW(
        _ path: String
    ) async throws -> (children: [String], stat: ZKStat, events: AsyncStream<ZKEvent>)

    /// The data and the stat of a node, and a stream that tells one change of its data, or its deletion, and ends.
    ///
    /// By default ``childrenW(_:)`` and then ``get(_:)``: a watch on the children also fires when the node is
    /// deleted. Such a stream does not tell of a change of the data.
    func getW(_ path: String) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>)

    /// The stat of a node or `nil`, and a stream that tells one creation, change of data or deletion, and ends.
    ///
    /// By default ``ZKError/Code/unimplemented``.
    func existsW(_ path: String) async throws -> (stat: ZKStat?, events: AsyncStream<ZKEvent>)

    /// The names of a node's children in no particular order, and its stat. By default ``childrenW(_:)``.
    func children(_ path: String) async throws -> (children: [String], stat: ZKStat)

    /// Deletes a node that has no children.
    ///
    /// By default ``ZKError/Code/unimplemented``.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - version: the version that the node must have, -1 for any.
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/badVersion``, ``ZKError/Code/notEmpty``,
    ///   ``ZKError/Code/noAuth``.
    func delete(_ path: String, version: Int32) async throws

    /// Deletes a node and does not rest before it is known to be gone.
    ///
    /// A node that does not exist is no error. Where an answer is lost the call is repeated when the session is back.
    /// When the session ends, which takes an ephemeral node with it, that error is thrown. A task that is cancelled
    /// gets `CancellationError` at once while the work goes on in the background for as long as the session lives.
    ///
    /// By default one ``delete(_:version:)`` for which a missing node is success.
    func deleteReliably(_ path: String) async throws

    /// Replaces the data of a node and returns its new stat.
    ///
    /// By default ``ZKError/Code/unimplemented``.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - data: what the node holds from now on.
    ///   - version: the version that the node must have, -1 for any.
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/badVersion``, ``ZKError/Code/noAuth``.
    func set(_ path: String, data: [UInt8], version: Int32) async throws -> ZKStat

    /// Waits until the server that this connection uses has caught up with the ensemble's leader.
    ///
    /// By default ``ZKError/Code/unimplemented``.
    func sync(_ path: String) async throws

    /// The access control list of a node, and its stat.
    ///
    /// By default ``ZKError/Code/unimplemented``.
    func getACL(_ path: String) async throws -> (acl: [ZKACL], stat: ZKStat)

    /// Replaces the access control list of a node.
    ///
    /// By default ``ZKError/Code/unimplemented``.
    ///
    /// - Parameters:
    ///   - path: the node.
    ///   - acl: who may do what with the node from now on; not empty.
    ///   - version: the version of the list (``ZKStat/aversion``) that the node must have, -1 for any.
    /// - Throws: ``ZKError/Code/noNode``, ``ZKError/Code/badVersion``, ``ZKError/Code/noAuth``,
    ///   ``ZKError/Code/invalidACL``.
    func setACL(_ path: String, acl: [ZKACL], version: Int32) async throws

    /// Carries out several operations, all or none, and returns what came of each. An empty list does nothing.
    ///
    /// By default ``ZKError/Code/unimplemented``.
    ///
    /// - Throws: ``ZKError`` with the code and the path of the first operation that failed, and its
    ///   ``ZKError/operationIndex``.
    func multi(_ operations: [ZKOperation]) async throws -> [ZKOperationResult]

    /// The number of the present session, or `nil` where there is none or it is not known. By default `nil`.
    ///
    /// A session whose connection is lost is present for as long as it may be taken up again: an elector ceases to lead when
    /// this changes.
    var sessionID: Int64? { get }

    /// Returns when there is a session: at once, or when the owner of the connection has opened another one.
    ///
    /// By default ``ZKError/Code/unimplemented``: of a connection that is not known to be able to have another session.
    func waitForSession() async throws

    /// The session timeout that the server granted, or `nil` where there is no session or it is not known. By default `nil`.
    var negotiatedSessionTimeout: Duration? { get }
}
