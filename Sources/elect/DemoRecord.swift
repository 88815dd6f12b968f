import Foundation

/// A step of the demonstration.
struct DemoRecord: Record, Hashable {
    enum Event: String, Encodable {
        /// A server is being started.
        case starting
        /// The server listens at `address`.
        case server
        /// `ident` stands, and leads or does not.
        case candidate
        /// The server says as well that `ident` leads.
        case confirmed
        /// `ident` is being killed; its session ends after so many seconds.
        case kill
        /// `ident` is being told to end.
        case end
        /// `ident` leads, so many seconds after that.
        case takeover
        /// All was seen, and all is cleaned up.
        case done
    }

    var event: Event
    var ident: String?
    var leader: Bool?
    var process: Int32?
    var address: String?
    var seconds: Double?

    var text: String {
        let (ident, seconds, process) = (ident ?? "", seconds ?? 0, process ?? 0)
        return switch event {
        case .starting: "Starting a ZooKeeper server ..."
        case .server: "It listens on \(address ?? "") (process \(process)). Three candidates:"
        case .candidate: "  \(ident) (process \(process)) \(leader == true ? "leads" : "follows")"
        case .confirmed: "  the server agrees: \(ident) leads"
        case .kill: "Killing \(ident) with SIGKILL; its session ends after \(seconds) s ..."
        case .end: "Ending \(ident) with SIGTERM; it releases its node ..."
        case .takeover:
            seconds < 1
                ? String(format: "  %@ leads, %.0f ms later", ident, seconds * 1_000)
                : String(format: "  %@ leads, %.1f s later", ident, seconds)
        case .done: "Both takeovers were seen; all is cleaned up."
        }
    }
}
