import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

/// Text that somebody else wrote, in any form: it is read or refused, and what was read says the same when it is written again.
///
/// `FUZZ_ROUNDS` says how often; `scripts/fuzz` runs more than the default.
struct ParserFuzzTests {
    @Test func addresses() {
        Mutations(of: ["127.0.0.1:2181", "zk-1.example", "[::1]:2181", "::1", "a:0", "[", "]:", "host:65536"])
            .forEach { text in
                guard let address = try? ServerAddress(parsing: text) else { return }
                #expect(address.port > 0 && !address.host.isEmpty)
                #expect(
                    (try? ServerAddress(parsing: address.description)) == address,
                    "\(text.debugDescription)"
                )
            }
    }

    @Test func ensembles() {
        Mutations(of: ["a,b:1,c/root", "127.0.0.1:2181/a/b", "a,,b", "/", ",", "a/..", "a//"]).forEach {
            text in
            guard let ensemble = try? Ensemble(parsing: [text]) else { return }
            #expect(!ensemble.servers.isEmpty)
            if let root = ensemble.chroot.path { #expect(ZKPath.flaw(in: root) == nil) }
        }
    }

    @Test func paths() throws {
        let chroot = try Chroot("/root/é")
        Mutations(of: ["/", "/a", "/a/b/c", "//", "/a/", "/a/./b", "/é\u{301}", "/root/é/x", "\u{0}"]).forEach
        { text in
            guard ZKPath.flaw(in: text) == nil else { return }
            if let parent = ZKPath.parent(of: text) {
                #expect(ZKPath.flaw(in: parent) == nil, "\(text.debugDescription)")
                #expect(
                    Array(ZKPath.join(parent, ZKPath.lastSegment(of: text)).utf8) == Array(text.utf8),
                    "\(text.debugDescription)"
                )
            }
            // Compared as bytes, as the server does.
            #expect(
                Array(chroot.clientPath(chroot.serverPath(text)).utf8) == Array(text.utf8),
                "\(text.debugDescription)"
            )
        }
    }

    @Test func linesOfTheLog() {
        let line = "2026-01-01 00:00:00,000:1(0x7f):ZOO_INFO@check_events@2456: session established\n"
        Mutations(of: [line, "", ":ZOO_", "a:ZOO_WARN@", "\n\n"]).forEach { text in
            #expect(CLogLine(parsing: text).text.utf8.count <= text.utf8.count)
        }
    }

    /// An access control list is only written by others; whatever is in it, a request with it is sent or refused.
    @Test func accessControlLists() {
        Mutations(of: ["digest", "auth", "world", "ip", "", "a\u{0}b"]).forEach { text in
            let acl = [ZKACL(perms: .all, scheme: text, id: text)]
            let request = Request.setACL(path: "/", acl: acl, version: -1)
            if (try? request.validate()) != nil { #expect(!text.utf8.contains(0)) }
        }
    }
}
