import ZooKeeper

/// Reads who stands in an election.
struct Roster: Sendable {
    let conn: any Conn
    let basePath: String
    let strangers: Strangers

    func path(of name: CandidateName) -> String { ZKPath.join(basePath, name.text) }

    /// The names of all that is under the base path.
    func names() async throws -> [String] { try await conn.children(basePath).children }

    /// All candidates in order.
    func candidates() async throws -> [Candidate] { try await candidates(in: try await names()) }

    /// The candidates among `children` in order, or those in front of one of them.
    ///
    /// No request, but one for each candidate that shares its number with another. Nodes that are no candidates are ignored.
    ///
    /// - Parameter own: the candidate that wants to know who is in front of it. What stands behind it is not looked at.
    func candidates(in children: [String], before own: Candidate? = nil) async throws -> [Candidate] {
        var names: [CandidateName] = []
        var others: [String] = []
        let ownText = own?.name.text
        for child in children where child != ownText {
            if let name = CandidateName(child) {
                if name.sequence <= own?.name.sequence ?? .max { names.append(name) }
            } else {
                others.append(child)
            }
        }
        strangers.note(others)
        var holders: [Int64: Int] = [:]
        for name in names + [own?.name].compactMap(\.self) { holders[name.sequence, default: 0] += 1 }
        var candidates: [Candidate] = []
        for name in names {
            // Which of several with one number is first, only the transactions tell that created them.
            if holders[name.sequence] == 1 {
                candidates.append(Candidate(name: name, czxid: 0))
            } else if let stat = try await conn.exists(path(of: name)) {
                candidates.append(Candidate(name: name, czxid: stat.czxid))
            }
        }
        if let own { candidates.removeAll { $0 > own } }
        return candidates.sorted()
    }

    /// Reads a candidate's node, and watches not for changes of its data but for its end: a candidate has no children.
    func getUntilGone(
        _ path: String
    ) async throws -> (data: [UInt8], stat: ZKStat, events: AsyncStream<ZKEvent>) {
        let (events, (data, stat)) = try await concurrently { [conn] in
            try await conn.childrenW(path).events
        } and: {
            try await conn.get(path)
        }
        return (data, stat, events)
    }

    /// Who stands, in order and with what is known of them, read one by one up to `limit`.
    func participants(limit: Int = .max) async throws -> [Participant] {
        var participants: [Participant] = []
        do {
            for candidate in try await candidates() where participants.count < limit {
                let path = path(of: candidate.name)
                do {
                    let (data, stat) = try await conn.get(path)
                    let known = Leader(data, stat)
                    participants.append(
                        Participant(
                            ident: known.ident,
                            sequence: candidate.name.sequence,
                            token: known.token,
                            isLeader: participants.isEmpty,
                            path: path,
                            session: stat.ephemeralOwner,
                            ctime: stat.ctime
                        )
                    )
                } catch  where error.zooKeeperCode == .noNode {
                    // It went since the list was read.
                }
            }
        } catch  where error.zooKeeperCode == .noNode {
            // The base path is missing: nobody stands.
        }
        return participants
    }
}
