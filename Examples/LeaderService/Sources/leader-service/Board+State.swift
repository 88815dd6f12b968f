import LeaderElection

extension Board {
    /// What the page shows.
    struct State: Encodable, Hashable, Sendable {
        /// Whether this instance is connected to ZooKeeper. Where it is not, the rest is what it saw last.
        var isConnected = false

        /// Who leads, or `nil` where nobody does or it is not known.
        var leader: Leader?

        /// Who stands, in the order of the line.
        var candidates: [Candidate] = []

        /// Who has led, the latest first.
        var terms: [Entry] = []
    }

    /// Tokens are texts here: JavaScript's numbers are too small for some.
    struct Leader: Encodable, Hashable, Sendable {
        var ident: String
        var token: String
    }

    struct Candidate: Encodable, Hashable, Sendable {
        var ident: String
        var token: String
        /// When it came, in milliseconds since 1970 by the server's clock.
        var since: Int64
    }

    struct Entry: Encodable, Hashable, Sendable {
        var leader: String
        var token: String
        var jobs: Int
        /// When it began, and when the latest job was done, in milliseconds since 1970 by the server's clock.
        var since: Int64
        var latest: Int64

        init(_ token: Int64, _ node: (data: [UInt8], stat: ZKStat)) throws {
            let term = try Term(node.data)
            leader = term.leader
            self.token = "\(token)"
            jobs = term.jobs
            since = node.stat.ctime
            latest = node.stat.mtime
        }
    }
}
