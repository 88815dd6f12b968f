@testable import LeaderElection
@testable import ZooKeeper

/// What holds for any text, whoever wrote it: it is read or refused, and what was read says the same when it is written again.
struct ParserProperty: Sendable, CustomStringConvertible {
    let name: String
    /// Texts to begin with.
    let seeds: [String]
    /// Whether it holds for these bytes, which need not be UTF-8.
    let holds: @Sendable ([UInt8]) -> Bool

    /// Of something that reads text.
    init(name: String, seeds: [String], holds: @escaping @Sendable (String) -> Bool) {
        self.init(ofBytes: name, seeds: seeds) { holds(String(decoding: $0, as: UTF8.self)) }
    }

    /// Of something that reads bytes as they come from a server.
    init(ofBytes name: String, seeds: [String], holds: @escaping @Sendable ([UInt8]) -> Bool) {
        (self.name, self.seeds, self.holds) = (name, seeds, holds)
    }

    var description: String { name }

    static let all = [addresses, ensembles, paths, chroots, logLines, accessControlLists, candidates, idents]

    static let addresses = ParserProperty(
        name: "addresses",
        seeds: ["127.0.0.1:2181", "zk-1.example", "[::1]:2181", "::1", "a:0", "[", "]:", "host:65536"]
    ) { text in
        guard let address = try? ServerAddress(parsing: text) else { return true }
        return address.port > 0 && !address.host.isEmpty
            && (try? ServerAddress(parsing: address.description)) == address
    }

    static let ensembles = ParserProperty(
        name: "ensembles",
        seeds: ["a,b:1,c/root", "127.0.0.1:2181/a/b", "a,,b", "/", ",", "a/..", "a//"]
    ) { text in
        guard let ensemble = try? Ensemble(parsing: [text]) else { return true }
        return !ensemble.servers.isEmpty && ensemble.chroot.path.flatMap(ZKPath.flaw(in:)) == nil
    }

    static let paths = ParserProperty(
        name: "paths",
        seeds: ["/", "/a", "/a/b/c", "//", "/a/", "/a/./b", "/é\u{301}", "\u{0}"]
    ) { text in
        guard ZKPath.flaw(in: text) == nil, let parent = ZKPath.parent(of: text) else { return true }
        // Compared as bytes, as the server does.
        return ZKPath.flaw(in: parent) == nil
            && ZKPath.join(parent, ZKPath.lastSegment(of: text)).utf8.elementsEqual(text.utf8)
    }

    static let chroots = ParserProperty(
        name: "chroots",
        seeds: ["/", "/root/é/x", "/root", "/e\u{301}", "/root/é"]
    ) { text in
        guard ZKPath.flaw(in: text) == nil else { return true }
        return ["/root/é", text].allSatisfy { root in
            guard let chroot = try? Chroot(root) else { return root == text }
            return chroot.clientPath(chroot.serverPath(text)).utf8.elementsEqual(text.utf8)
        }
    }

    static let logLines = ParserProperty(
        name: "log lines",
        seeds: [
            "2026-01-01 00:00:00,000:1(0x7f):ZOO_INFO@check_events@2456: session established\n", "", ":ZOO_",
            "a:ZOO_WARN@", "\n\n",
        ]
    ) { CLogLine(parsing: $0).text.utf8.count <= $0.utf8.count }

    /// A list is only written by others; whatever is in it, a request with it is sent or refused.
    static let accessControlLists = ParserProperty(
        name: "access control lists",
        seeds: ["digest", "auth", "world", "ip", "", "a\u{0}b"]
    ) { text in
        let acl = [ZKACL(perms: .all, scheme: text, id: text)]
        let request = Request.setACL(path: "/", acl: acl, version: -1)
        return (try? request.validate()) == nil || !text.utf8.contains(0)
    }

    /// Names that somebody else gave to nodes under a base path.
    static let candidates = ParserProperty(
        name: "candidates",
        seeds: [
            "_c_0123456789abcdef0123456789abcdef-lock-0000000012", "_c_-lock-1", "x-lock--2147483648",
            "_c_0123456789abcdef0123456789abcdef-lock--000000000", "-lock-", "-lock--", "config", "",
        ]
    ) { text in
        guard CandidateName(own: text)?.sequence == CandidateName.sequence(of: text) else { return false }
        guard let name = CandidateName(text) else { return true }
        guard name.text == text, CandidateName(own: text) == name, text.utf8.count > 41 else { return false }
        let candidate = Candidate(name: name, czxid: 0)
        return ["a", "0"].allSatisfy { digit in
            guard
                let other = CandidateName("_c_\(String(repeating: digit, count: 32))-lock-0000000012").map({
                    Candidate(name: $0, czxid: 0)
                })
            else { return false }
            return other == candidate || (other < candidate) != (candidate < other)
        }
    }

    /// What stands in a node is an ident, whatever it is: as it was written where that is text, and else text all the same.
    static let idents = ParserProperty(
        ofBytes: "idents",
        seeds: ["127.0.0.1:80", "", "é", "\u{0}", "\u{FEFF}a"]
    ) { bytes in
        let leader = Leader(bytes, ZKStat(czxid: 1))
        guard leader.token == 1 else { return false }
        if String(validating: bytes, as: UTF8.self) != nil { return leader.ident.utf8.elementsEqual(bytes) }
        return leader.ident.unicodeScalars.contains("\u{FFFD}")
    }
}
