import Testing

@testable import LeaderElection

struct CandidateNameTests {
    private static let hex = "0123456789abcdef0123456789abcdef"

    /// The six cases of Go's TestSequencePart.
    @Test(
        arguments: [
            ("foo", nil), ("foo/bar", nil), ("foo/bar-lock", nil), ("foo/bar-lock-", nil),
            ("foo/bar-lock-001", 1),
            ("foo/bar-lock--42", -42),
        ] as [(String, Int64?)]
    )
    func sequencePart(name: String, sequence: Int64?) {
        #expect(CandidateName.sequence(of: name) == sequence)
    }

    @Test(
        arguments: [
            ("-0000000007", 7), ("-2147483647", 2_147_483_647), ("--2147483648", -2_147_483_648), ("-0", 0),
        ] as [(String, Int64)]
    )
    func candidateOfGo(suffix: String, sequence: Int64) throws {
        let name = try #require(CandidateName("_c_\(Self.hex)-lock\(suffix)"))
        #expect(name.sequence == sequence)
        #expect(name.text == "_c_\(Self.hex)-lock\(suffix)")
    }

    @Test(
        arguments: [
            "", "config", "_c_x", "x-lock-abc", "foo-lock-1", "_c_", "_c_-lock-1", "_c_\(hex)",
            "_c_\(hex)-lock-",
            "_c_\(hex)-lock-1a", "_c_\(hex)-lock-+1", "_c_\(hex)-lock-1 ", "_c_\(hex)-lock---1",
            "_c_\(hex)-lock-x-lock-1",
            "_c_\(hex)0-lock-1", "_c_\(hex.uppercased())-lock-1", "_c_\(hex)-lock-99999999999999999999",
            // kazoo's and Curator's
            "\(hex)__lock__0000000000", "_c_01234567-89ab-cdef-0123-456789abcdef-lock-0000000000",
            "_c_01234567-89ab-cdef-0123-456789abcdef-latch-0000000000", "ü-lock-١",
        ]
    )
    func othersAreNoCandidates(name: String) {
        #expect(CandidateName(name) == nil)
    }

    /// Names are kept without their text where they are as a server writes them; and the others as they are.
    @Test(
        arguments: [
            "0000000000", "0000000007", "2147483647", "9999999999", "7", "00000000007", "-0000000007",
            "-2147483648",
        ]
    )
    func theTextIsKept(number: String) throws {
        for hex in [Self.hex, String(repeating: "0", count: 32), String(repeating: "f", count: 32)] {
            let text = "_c_\(hex)-lock-\(number)"
            #expect(CandidateName(text)?.text == text)
            #expect(CandidateName(own: text) == CandidateName(text))
            let own = "x\(text)"
            #expect(CandidateName(own: own)?.text == own)
        }
        #expect(CandidateName("_c_\(Self.hex)-lock-0000000007") != CandidateName("_c_\(Self.hex)-lock-7"))
    }

    @Test func ownNameOnlyNeedsANumber() {
        #expect(CandidateName(own: "whatever-lock-123")?.sequence == 123)
        #expect(CandidateName(own: "protected") == nil)
    }

    @Test func orderIsByNumberAndThenByTransaction() throws {
        func candidate(_ digit: Character, _ sequence: String, czxid: Int64 = 0) throws -> Candidate {
            let name = "_c_\(String(repeating: digit, count: 32))-lock-\(sequence)"
            return Candidate(name: try #require(CandidateName(name)), czxid: czxid)
        }
        let order = [
            try candidate("f", "-2147483648"), try candidate("e", "0000000002"),
            try candidate("d", "0000000010"),
            try candidate("c", "2147483647", czxid: 5), try candidate("a", "2147483647", czxid: 6),
            try candidate("b", "2147483647", czxid: 6),
        ]
        #expect(order.shuffled().sorted() == order)
    }
}
