/// Why a candidate does not lead any more.
public struct LossReason: Sendable, Hashable, CustomStringConvertible {
    /// The reason in words.
    public let description: String

    /// It gave leadership up: ``Elector/resign(rejoin:timeout:)``, or the end of ``Elector/withLeadership(_:)``.
    public static let resigned = LossReason(description: "resigned")
    /// The elector was closed.
    public static let closed = LossReason(description: "closed")
    /// The connection was lost; the session may live on.
    public static let disconnected = LossReason(description: "disconnected")
    /// The server ended the session, and with it this candidate's node.
    public static let sessionExpired = LossReason(description: "session expired")
    /// The session was not confirmed in time, so somebody else may lead soon.
    public static let leaseExpired = LossReason(description: "lease ran out")
    /// Somebody deleted this candidate's node.
    public static let ownNodeDeleted = LossReason(description: "own node deleted")
    /// The server refused the credentials.
    public static let authFailed = LossReason(description: "authentication failed")
    /// A guarded write found that this candidate's node is gone: somebody else may lead already.
    public static let deposed = LossReason(description: "deposed")
    /// ZooKeeper or the connector refused something; see the event's error.
    public static let failed = LossReason(description: "failed")
}

extension LossReason {
    /// The reason that an error which ends an election amounts to.
    init(_ error: any Error) {
        self =
            switch (error as? ElectorError)?.code {
            case .disconnected?: .disconnected
            case .sessionExpired?: .sessionExpired
            case .leaseExpired?: .leaseExpired
            case .authFailed?: .authFailed
            case .ownNodeDeleted?: .ownNodeDeleted
            case .deposed?: .deposed
            default: .failed
            }
    }
}
