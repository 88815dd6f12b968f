import LeaderElection

/// Something that happened in an election, as `campaign`, `observe` and `exec` print it.
struct EventRecord: Record, Hashable {
    enum Event: String, Encodable {
        /// This candidate leads.
        case leading
        /// Somebody else leads, `ident`; empty while it is not known who.
        case following
        /// This candidate does not lead any more.
        case lost
        /// No server grants a session, `error` says why; it is tried again.
        case waiting
        /// The election is over for this candidate: `error` says why.
        case failed
        /// The command that ran while this candidate led has ended; `code` is what a shell would say of it.
        case ended
        /// `ident` leads, seen by somebody who does not stand.
        case leader
        /// Nobody leads, or it is not known who.
        case none
    }

    var event: Event
    var ident: String?
    var token: Int64?
    var reason: String?
    var error: String?
    var code: Int32?

    private var name: String { (ident ?? "").printable }

    var text: String {
        switch event {
        case .leading: "leading as \(name)"
        case .following: "following \(name)"
        case .lost: "not leading any more"
        case .waiting: "waiting for a server: \(error ?? "")"
        case .failed: "failed: \(error ?? "")"
        case .ended: "ended with \(code ?? 0)"
        case .leader: "leader \(name)"
        case .none: "no leader"
        }
    }
}
