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
        tale.observe("b", 102, from: 24_000, to: 61_000)
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
        #expect(tale.violations == Array(repeating: .overlap, count: violations))
        #expect(tale.report.excusedOverlaps == 1 - violations)
    }

    /// B said "yes" before the deletion began.
    @Test func aDeletionAfterwardsIsNoExcuse() {
        var tale = Tale.good(aEnds: 20_000, bBegins: 19_950)
        tale.add(19_960, .fault(number: 2, kind: .deleteNode, target: "a", token: 100))
        tale.add(20_000, .healed(number: 2))
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

    @Test func nobodyLeadsForTooLong() {
        #expect(Tale.good(bBegins: 35_001).violations == [.vacancy])
    }

    /// The clock starts anew when a fault ends, here at 26 s.
    @Test func nobodyLeadsForAlmostTooLong() {
        #expect(Tale.good(bBegins: 34_999).violations.isEmpty)
    }

    @Test func nobodyLeadsWithoutAQuorum() {
        var tale = Tale.good(bBegins: 45_000)
        tale.add(27_000, .quorum(up: false))
        tale.add(40_000, .quorum(up: true))
        let report = tale.report
        #expect(report.violations.isEmpty)
        #expect(report.withoutQuorum == 13_000_000_000)
        #expect(report.longestVacancy == 25_000_000_000)
        #expect(report.longestVacancyInQuorum == 7_000_000_000)
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
        tale.add(10_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(11_000, by: "c", .ended)
        #expect(tale.violations == [.unpaired])
    }

    @Test func aGainThatIsToldTwice() {
        var tale = Tale.good()
        tale.add(10_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(11_000, by: "c", .told(leader: true, token: 78, reason: nil))
        #expect(tale.violations == [.unpaired])
    }

    @Test func aLossWithoutAGain() {
        var tale = Tale.good()
        tale.add(62_000, by: "a", .told(leader: false, token: nil, reason: nil))
        #expect(tale.violations == [.unpaired])
    }

    /// One that was killed has no chance to tell; one that ends with an error tells why.
    @Test func whatIsNoMissingPair() {
        var tale = Tale.good()
        tale.add(10_000, by: "c", .told(leader: true, token: 77, reason: nil))
        tale.add(10_000, by: "d", .told(leader: false, token: nil, reason: nil))
        tale.add(11_000, by: "d", .told(leader: false, token: nil, reason: "the connection was lost"))
        tale.add(11_000, by: "d", .ended)
        #expect(tale.violations.isEmpty)
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
