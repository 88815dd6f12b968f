import History
import Testing

/// The checker finds in a history exactly what is wrong with it.
struct CheckerTests {
    @Test func aGoodHistory() {
        let report = Tale.good().report
        #expect(report.violations.isEmpty)
        #expect(report.isGood)
        #expect(report.duration == 57_500_000_000)
        #expect(report.faults == [.stopCandidate: 1])
        #expect(report.missedFaults == 0)
        #expect(report.leaderships == 2)
        #expect(report.writes == [.acknowledged: 2, .refused: 1, .unknown: 2])
        #expect(report.longestVacancyInQuorum == 4_000_000_000)
        #expect(report.withoutQuorum == 0)
    }

    @Test func aHistoryWithoutItsEndProvesNothing() {
        let report = Checker(Tale.good().entries).report()
        #expect(report.violations.isEmpty)
        #expect(!report.isGood)
    }

    /// - Parameter change: what takes from a good history that by which it proves something.
    private func expectNoProof(_ change: (inout Tale) -> Void) {
        var tale = Tale.good()
        change(&tale)
        #expect(tale.violations.isEmpty)
        #expect(!tale.report.isGood)
    }

    @Test func aHistoryWithoutAWriteProvesNothing() {
        expectNoProof { tale in
            tale.entries.removeAll { if case .wrote(_, _, .acknowledged) = $0.what { true } else { false } }
        }
    }

    @Test func aHistoryWithoutAFaultProvesNothing() {
        expectNoProof { tale in
            tale.entries.removeAll { entry in
                switch entry.what {
                case .fault, .healed: true
                default: false
                }
            }
        }
    }

    @Test func aHistoryWithoutAQuorumProvesNothing() {
        expectNoProof { tale in
            tale.add(27_000, .fault(number: 2, kind: .killMajority, target: "server 0, server 1", token: nil))
            tale.add(27_000, .quorum(up: false))
        }
    }

    @Test func aHistoryWithoutALeaderProvesNothing() {
        expectNoProof { tale in
            tale.entries.removeAll { entry in
                switch entry.what {
                case .led, .opened: true
                default: false
                }
            }
        }
    }

    /// One that hits nobody, and a deletion that left no mark.
    @Test func faultsThatDidNotComeAbout() {
        var tale = Tale.good()
        tale.add(30_000, .fault(number: 2, kind: .killCandidate, target: "c", token: nil))
        tale.add(30_000, .missed(number: 2))
        tale.add(31_000, .fault(number: 3, kind: .deleteNode, target: "b", token: 101))
        tale.add(31_000, .healed(number: 3))
        #expect(tale.report.faults == [.stopCandidate: 1])
        #expect(tale.report.missedFaults == 2)
        #expect(tale.report.isGood)
    }

    // MARK: Leaderships

    @Test func twoSayYesAtATime() {
        #expect(Tale.good(aEnds: 20_000, bBegins: 19_990).violations == [.overlap])
    }

    /// A says "yes" once more after it stood still; B has said "yes" meanwhile.
    @Test func aYesAfterTheSuccessors() {
        var tale = Tale.good()
        tale.observe("a", 100, from: 26_000, to: 26_000)
        #expect(tale.violations == [.overlap])
    }

    /// B is there for a moment only, between two answers of A, and gone when A answers again.
    @Test func aShortLeadershipInsideOfAnother() {
        var tale = Tale.good()
        tale.observe("c", 101, from: 10_000, to: 10_100)
        tale.entries.removeAll { if case .led(101, _, _) = $0.what { $0.who == "b" } else { false } }
        tale.observe("b", 102, from: 23_999, to: 61_000)
        #expect(tale.violations == [.overlap])
    }

    /// With the same token, which nobody else can have had meanwhile.
    @Test func aLeaderThatPauses() {
        var tale = Tale.good()
        tale.observe("a", 100, from: 22_000, to: 23_000)
        #expect(tale.violations.isEmpty)
    }

    @Test func aSmallerTokenAfterALargerOne() {
        var tale = Tale.good()
        tale.observe("c", 99, from: 22_000, to: 23_000)
        #expect(tale.violations == [.tokenOrder])
    }

    @Test func aTokenOfTwo() {
        var tale = Tale.good()
        tale.observe("c", 101, from: 30_000, to: 30_000)
        #expect(tale.violations == [.tokenOrder])
    }

    // MARK: What an operator does

    /// - Parameters:
    ///   - kind: the fault, from 19.9 s to 20 s; B leads from 19.95 s on.
    ///   - token: whose leadership it ends.
    ///   - aEnds: when A says "yes" for the last time.
    @Test(
        arguments: [
            (.deleteNode, 100, 20_000, 0), (.expireSession, 100, 21_949, 0), (.wipe, nil, 21_949, 0),
            // Later than half of the session timeout after the successor leads, which is after the deletion.
            (.deleteNode, 100, 21_951, 1),
            // Another's node.
            (.deleteNode, 77, 20_000, 1),
            // No deletion.
            (.stopCandidate, 100, 20_000, 1),
        ] as [(FaultKind, Int64?, Int64, Int)]
    )
    func aDeletedNode(kind: FaultKind, token: Int64?, aEnds: Int64, violations: Int) {
        var tale = Tale.good(aEnds: aEnds, bBegins: 19_950)
        tale.add(19_900, .fault(number: 2, kind: kind, target: "a", token: token))
        tale.add(20_000, .healed(number: 2))
        tale.add(90_000, .deposed(number: 2, czxid: 300, token: token))
        #expect(tale.violations == Array(repeating: .overlap, count: violations))
        #expect(tale.report.excusedOverlaps == 1 - violations)
    }

    /// B said "yes" before the deletion began.
    @Test func aDeletionAfterwardsIsNoExcuse() {
        var tale = Tale.good(aEnds: 20_000, bBegins: 19_950)
        tale.add(19_960, .fault(number: 2, kind: .deleteNode, target: "a", token: 100))
        tale.add(20_000, .healed(number: 2))
        tale.add(90_000, .deposed(number: 2, czxid: 300, token: 100))
        #expect(tale.violations == [.overlap])
    }

    @Test(
        arguments: [(.deleteNode, .healed(number: 2)), (.expireSession, .missed(number: 2))]
            as [(FaultKind, Entry.Event)]
    )
    func aDeletionThatDidNotComeAboutIsNoExcuse(kind: FaultKind, end: Entry.Event) {
        var tale = Tale.good(aEnds: 20_000, bBegins: 19_950)
        tale.add(19_900, .fault(number: 2, kind: kind, target: "a", token: 100))
        tale.add(20_000, end)
        #expect(tale.violations == [.overlap])
    }

    // MARK: Writes

    @Test func anOldLeadersWriteTakesEffect() {
        var tale = Tale.good()
        tale.write(27_000, "a", 5, token: 100, czxid: 204)
        #expect(tale.violations == [.deposedWrite])
    }

    /// Nobody was told of it, and it was done.
    @Test func anOldLeadersUnansweredWriteTakesEffect() {
        var tale = Tale.good()
        tale.add(90_000, .effect(czxid: 204, token: 100, writer: "a", number: 5))
        #expect(tale.violations == [.deposedWrite])
    }

    /// Before anything of its successor does.
    ///
    /// - Parameters:
    ///   - token: whose node was deleted, or `nil` for all.
    ///   - czxid: by which transaction; the last write of A is the 202nd, the first of B the 203rd.
    @Test(
        arguments: [(100, 201, 1), (100, 202, 0), (77, 201, 0), (nil, 201, 1), (nil, 202, 0)]
            as [(Int64?, Int64, Int)]
    )
    func aWriteAfterTheDeletion(token: Int64?, czxid: Int64, violations: Int) {
        var tale = Tale.good()
        for effect in 0..<tale.entries.count {
            // B stands after the deletion, and leads with what that made.
            if case .effect(203, _, let writer, let number) = tale.entries[effect].what {
                tale.entries[effect].what = .effect(czxid: 213, token: 210, writer: writer, number: number)
            }
        }
        tale.entries.removeAll { if case .wrote = $0.what { true } else { false } }
        tale.add(90_000, .deposed(number: 2, czxid: czxid, token: token))
        #expect(tale.violations == Array(repeating: .deposedWrite, count: violations))
    }

    @Test func aRefusedWriteTakesEffect() {
        var tale = Tale.good()
        tale.add(90_000, .effect(czxid: 202, token: 100, writer: "a", number: 4))
        #expect(tale.violations == [.deposedWrite])
    }

    @Test func anAcknowledgedWriteIsLost() {
        var tale = Tale.good()
        tale.write(30_000, "b", 2, token: 101, czxid: nil)
        #expect(tale.violations == [.lostWrite])
    }

    // MARK: Vacancies

    /// The session timeout and 5 s.
    @Test func nobodyLeadsForTooLong() {
        #expect(Tale.good(bBegins: 35_001).violations == [.vacancy])
    }

    /// The clock starts anew when a fault ends, here at 26 s.
    @Test func nobodyLeadsForAlmostTooLong() {
        #expect(Tale.good(bBegins: 34_999).violations.isEmpty)
    }

    /// With a long tick a session may outlast its timeout by more than that.
    @Test func aSessionMayOutlastItsTimeout() {
        let settings = Settings(sessionTimeout: 10_000_000_000, tickTime: 5_000_000_000)
        #expect(settings.longestExpiry == 17_500_000_000)
        #expect(settings.longestVacancy == 19_500_000_000)
    }

    /// The next one may hear of nothing.
    @Test func nobodyLeadsWhileAServerDoesNotKnowThatItWasReplaced() {
        var tale = Tale.good(bBegins: 45_000)
        tale.add(27_000, .fault(number: 2, kind: .replaceServer, target: "server 0", token: nil))
        tale.add(40_000, .healed(number: 2))
        #expect(tale.violations.isEmpty)
    }

    @Test func nobodyLeadsWithoutAQuorum() {
        var tale = Tale.good(bBegins: 45_000)
        tale.add(27_000, .fault(number: 2, kind: .killMajority, target: "server 0, server 1", token: nil))
        tale.add(38_000, .healed(number: 2))
        tale.add(27_000, .quorum(up: false))
        tale.add(40_000, .quorum(up: true))
        let report = tale.report
        #expect(report.violations.isEmpty)
        #expect(report.withoutQuorum == 13_000_000_000)
        #expect(report.longestVacancy == 25_000_000_000)
        #expect(report.longestVacancyInQuorum == 7_000_000_000)
    }

    /// Somebody who cannot connect again excuses nobody.
    @Test(arguments: [(false, 32_001), (true, 44_001)] as [(Bool, Int64)])
    func thereIsNoQuorumAndNoServerIsBroken(wasBroken: Bool, end: Int64) {
        #expect(Self.outage(until: end, wasBroken: wasBroken) == [.outage])
    }

    @Test(arguments: [(false, 31_999), (true, 43_999)] as [(Bool, Int64)])
    func thereIsNoQuorumForAMoment(wasBroken: Bool, end: Int64) {
        #expect(Self.outage(until: end, wasBroken: wasBroken).isEmpty)
    }

    /// What is found where there is no quorum from 27 s on.
    ///
    /// - Parameter wasBroken: whether a server stood still in the first two seconds of that.
    private static func outage(until end: Int64, wasBroken: Bool) -> [Violation.Kind] {
        var tale = Tale.good()
        if wasBroken {
            tale.add(27_000, .fault(number: 2, kind: .stopServer, target: "server 0", token: nil))
            tale.add(29_000, .healed(number: 2))
        }
        tale.add(27_000, .quorum(up: false))
        tale.add(end, .quorum(up: true))
        return tale.violations
    }

    @Test func thereIsNoQuorumAndNoServerLeads() {
        var tale = Tale.good()
        tale.add(27_000, .quorum(up: false))
        tale.add(28_000, .majority(led: false))
        tale.add(44_000, .majority(led: true))
        tale.add(44_100, .quorum(up: true))
        #expect(tale.violations.isEmpty)
    }

    // MARK: What is left, and what is told

    @Test(
        arguments: [
            (.leftover(path: "/soak/election/x"), .leftover), (.stayed(ident: "a"), .leftover),
            (.misplaced(ident: "a"), .misplaced),
        ] as [(Entry.Event, Violation.Kind)]
    )
    func theConductorFindsSomething(event: Entry.Event, kind: Violation.Kind) {
        var tale = Tale.good()
        tale.add(90_000, event)
        #expect(tale.violations == [kind])
    }

    @Test func aGainWithoutALoss() {
        var tale = Tale.good()
        tale.add(60_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(61_000, by: "c", .ended)
        #expect(tale.violations == [.unpaired])
    }

    @Test func aGainThatIsToldTwice() {
        var tale = Tale.good()
        tale.add(10_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(11_000, by: "c", .told(leader: true, token: 78, reason: nil))
        #expect(tale.violations == [.unpaired])
    }

    /// Without a reason; with one and another event after it; with one and an end without an error.
    @Test(arguments: [nil, "session expired"], [false, true])
    func aLossWithoutAGain(reason: String?, isFollowed: Bool) {
        var tale = Tale.good()
        tale.add(58_000, by: "c", .told(leader: false, token: nil, reason: nil))
        tale.add(59_000, by: "c", .told(leader: false, token: nil, reason: reason))
        if isFollowed {
            tale.add(61_000, by: "c", .told(leader: true, token: 103, reason: nil))
            tale.add(61_500, by: "c", .told(leader: false, token: nil, reason: "closed"))
        }
        tale.add(62_000, by: "c", .ended)
        #expect(tale.violations == [.unpaired])
    }

    @Test func aLossWithoutAReason() {
        var tale = Tale.good()
        tale.add(10_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(11_000, by: "c", .told(leader: false, token: nil, reason: nil))
        #expect(tale.violations == [.unpaired])
    }

    /// - Parameter second: what it is told after a gain with 77 that it has lost.
    @Test(arguments: [(nil, 1), (76, 1), (77, 0), (78, 0)] as [(Int64?, Int)])
    func aTokenThatIsMissingOrFalls(second: Int64?, violations: Int) {
        var tale = Tale.good()
        tale.add(10_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(11_000, by: "c", .told(leader: false, token: nil, reason: "lease expired"))
        tale.add(12_000, by: "c", .told(leader: true, token: second, reason: nil))
        #expect(tale.violations == Array(repeating: .unpaired, count: violations))
    }

    /// It leads with 101, and its events say otherwise.
    @Test func aTokenOfSomethingElse() {
        var tale = Tale.good()
        for number in tale.entries.indices {
            if case .told(true, 101, _) = tale.entries[number].what {
                tale.entries[number].what = .told(leader: true, token: 102, reason: nil)
            }
        }
        #expect(tale.violations == [.unpaired])
    }

    /// One that was killed has no chance to tell; one that ends with an error tells why.
    @Test func whatIsNoMissingPair() {
        var tale = Tale.good(policy: "failStop")
        tale.add(10_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(10_000, by: "d", .told(leader: false, token: nil, reason: nil))
        tale.add(11_000, by: "d", .told(leader: false, token: nil, reason: "the connection was lost"))
        tale.add(11_000, by: "d", .failed(error: "the connection was lost"))
        tale.add(11_000, by: "d", .ended)
        #expect(tale.violations.isEmpty)
    }

    // MARK: Ends

    /// - Parameters:
    ///   - end: how B's process ends at 61.6 s.
    ///   - fault: what hits it before, or `nil`.
    ///   - target: whom that fault hits.
    @Test(
        arguments: [
            (.signal(4), nil, "b", 1), (.signal(9), nil, "b", 1), (.code(1), nil, "b", 1),
            (.signal(9), .killCandidate, "b", 0), (.signal(9), .killCandidate, "a", 1),
            (.signal(9), .closeCandidate, "b", 1),
            // It dies before it is killed.
            (.signal(4), .killCandidate, "b", 1), (.code(0), .killCandidate, "b", 1),
        ] as [(ProcessEnd, FaultKind?, String, Int)]
    )
    func aDeath(end: ProcessEnd, fault: FaultKind?, target: String, violations: Int) {
        var tale = Tale.good()
        tale.entries.removeAll { entry in
            switch entry.what {
            case .exited("b", _, _): true
            case .ended: entry.who == "b"
            default: false
            }
        }
        if let fault {
            tale.add(61_400, .fault(number: 2, kind: fault, target: target, token: nil))
            tale.add(61_400, .healed(number: 2))
        }
        tale.add(61_600, .exited(ident: "b", end: end, lastWords: "Fatal error"))
        #expect(tale.violations == Array(repeating: .death, count: violations))
    }

    @Test func aProcessThatIsKilledBecauseItStays() {
        var tale = Tale.good()
        tale.entries.removeAll { $0.who == "b" && $0.what == .ended }
        tale.entries.removeAll { if case .exited("b", _, _) = $0.what { true } else { false } }
        tale.add(81_000, .stayed(ident: "b"))
        tale.add(81_100, .exited(ident: "b", end: .signal(9), lastWords: ""))
        #expect(tale.violations == [.leftover])
    }

    @Test(arguments: [("hold", 1), ("stepDown", 1), ("failStop", 0)])
    func anElectorThatFails(policy: String, violations: Int) {
        var tale = Tale.good(policy: policy)
        tale.add(10_000, by: "c", .failed(error: "the session expired"))
        tale.add(10_000, by: "c", .ended)
        #expect(tale.violations == Array(repeating: .desertion, count: violations))
    }

    /// Without an error, which is right under no policy.
    @Test(arguments: ["hold", "failStop"], [nil, "c", "d"])
    func aCandidateThatLeaves(policy: String, told: String?) {
        var tale = Tale.good(policy: policy)
        if let told {
            tale.add(9_000, .fault(number: 2, kind: .closeCandidate, target: told, token: nil))
            tale.add(9_000, .healed(number: 2))
        }
        tale.add(10_000, by: "c", .ended)
        #expect(tale.violations == (told == "c" ? [] : [.desertion]))
    }

    /// - Parameters:
    ///   - isKilled: whether the nemesis kills the one that writes it.
    ///   - isLast: whether it is the last that it writes.
    @Test(arguments: [(false, true, 1), (true, false, 1), (true, true, 0)])
    func aLineThatCannotBeRead(isKilled: Bool, isLast: Bool, violations: Int) {
        var tale = Tale.good()
        if isKilled {
            tale.add(9_000, .fault(number: 2, kind: .killCandidate, target: "c", token: nil))
            tale.add(9_000, .healed(number: 2))
        }
        tale.add(9_100, .unreadable(ident: "c", line: "{"))
        if !isLast { tale.add(9_000, by: "c", .started) }
        #expect(tale.violations == Array(repeating: .unreadable, count: violations))
    }

    // MARK: The file

    @Test func linesAreReadAsTheyWereWritten() throws {
        for entry in Tale.good().entries {
            let line = String(decoding: try entry.line(), as: UTF8.self)
            #expect(line.hasSuffix("\n"))
            #expect(try Entry(line: line) == entry)
        }
    }
}
