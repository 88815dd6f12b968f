import Testing
import ZooKeeperTestKit

@testable import LeaderElection

/// Names that somebody else gave to nodes under a base path, in any form. See `ParserFuzzTests`.
struct CandidateNameFuzzTests {
    @Test func names() {
        let name = "_c_0123456789abcdef0123456789abcdef-lock-0000000012"
        var previous: Candidate?
        Mutations(of: [name, "_c_-lock-1", "x-lock--2147483648", "-lock-", "-lock--", "config", ""]).forEach {
            text in
            #expect(CandidateName(own: text)?.sequence == CandidateName.sequence(of: text))
            guard let name = CandidateName(text) else { return }
            #expect(name.text == text)
            #expect(CandidateName(own: text)?.sequence == name.sequence)
            #expect(text.utf8.count > 41)
            let candidate = Candidate(name: name, czxid: 0)
            if let previous, previous != candidate {
                #expect((previous < candidate) != (candidate < previous))
            }
            previous = candidate
        }
    }

    /// What stands in a node is an ident, whatever it is.
    @Test func idents() {
        Mutations(of: ["127.0.0.1:80", "", "é", "\u{0}"]).forEach { text in
            let leader = Leader(Array(text.utf8), ZKStat(czxid: 1))
            #expect(leader == Leader(ident: text, token: 1))
        }
    }
}
