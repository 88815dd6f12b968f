import Testing

@testable import LeaderElection

/// What the core does when the connection is in trouble, and when it is asked for something.
struct ElectionPolicyTests {
    private let a = CoreDriver.candidate(1)
    private let b = CoreDriver.candidate(2)

    // MARK: - Fail-stop

    @Test func failStopEndsWithEveryLoss() {
        let expired = ElectorError(.sessionExpired)
        for (input, end) in [
            (.suspended, "end the connection was lost"),
            (.sessionLost(expired), "end the session expired"),
            (.ofStand(1, .lapsed), "end the lease ran out"),
            (.ofStand(1, .nodeGone(path: "/own")), "end this candidate's node was deleted: /own"),
            (.ofStand(1, .deposed(path: "/own")), "end this candidate was deposed: /own"),
        ] as [(ElectionCore.Input, String)] {
            var driver = CoreDriver(policy: .failStop)
            driver.leads()
            #expect(driver.says(input) == ["leader -", end])
        }
    }

    // MARK: - Disconnects

    @Test func stepDownStopsLeadingAtOnceAndGoesOnWithTheSameNode() {
        var driver = CoreDriver(policy: .stepDown)
        driver.leads()
        #expect(driver.says(.suspended) == ["leader -", "lose disconnected"])
        // What was asked before the loss says nothing about after it.
        #expect(driver.confirms().isEmpty)
        #expect(driver.says(.resumed) == ["confirm 2"])
        #expect(driver.news(.confirmed(round: 1, isLimited: true)).isEmpty)
        #expect(driver.news(.confirmed(round: 2, isLimited: true)) == ["leader me/9", "gain 9"])
    }

    @Test func holdGoesOnLeadingUntilTheLeaseRunsOut() {
        var driver = CoreDriver(policy: .hold)
        driver.leads()
        #expect(driver.says(.suspended).isEmpty)
        // Confirmed at once: another server may have granted another timeout.
        #expect(driver.says(.resumed) == ["confirm 1"])
        #expect(driver.says(.suspended).isEmpty)
        #expect(driver.news(.lapsed) == ["leader -", "lose lease ran out"])
        #expect(driver.says(.resumed) == ["confirm 1"])
        #expect(driver.confirms() == ["leader me/9", "gain 9"])
    }

    /// A connection without `multi` is asked nothing, connected or not; so what it says while it is lost counts for nothing after.
    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func withoutALeaseTheNodeIsLookedAtBeforeItLeads(policy: Elector.Policy) {
        var driver = CoreDriver(policy: policy)
        driver.joins(behind: a)
        driver.sees(a)
        #expect(driver.says(.suspended) == ["leader -"])
        #expect(driver.news(.gone(a)) == ["confirm 1"])
        #expect(driver.confirms(isLimited: false).isEmpty)
        #expect(driver.says(.resumed) == ["confirm 2"])
        #expect(driver.news(.confirmed(round: 2, isLimited: false)) == ["leader me/9", "gain 9"])
    }

    @Test func holdWithoutALeaseIsStepDown() {
        var driver = CoreDriver(policy: .hold)
        driver.leads(isLimited: false)
        #expect(driver.says(.suspended) == ["leader -", "lose disconnected"])
    }

    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func aFollowerKeepsItsPlaceAndItsKnowledge(policy: Elector.Policy) {
        var driver = CoreDriver(policy: policy)
        driver.joins(behind: a, b)
        driver.sees(a)
        #expect(driver.says(.suspended) == ["leader -"])
        #expect(driver.says(.resumed) == ["leader 1/1"])
        _ = driver.says(.suspended)
        #expect(driver.news(.gone(b)) == ["predecessor 1"])
        #expect(driver.news(.gone(a)) == ["confirm 1"])
        #expect(driver.says(.resumed) == ["confirm 1"])
        #expect(driver.confirms() == ["leader me/9", "gain 9"])
    }

    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func aLeaseThatRanOutIsRegained(policy: Elector.Policy) {
        var driver = CoreDriver(policy: policy)
        driver.leads()
        #expect(driver.news(.lapsed) == ["leader -", "lose lease ran out"])
        #expect(driver.news(.lapsed).isEmpty)
        #expect(driver.confirms() == ["leader me/9", "gain 9"])
    }

    // MARK: - A new node

    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func aLostSessionLeadsToAnotherNode(policy: Elector.Policy) {
        var driver = CoreDriver(policy: policy)
        driver.leads()
        let lost = ElectionCore.Input.sessionLost(ElectorError(.sessionExpired))
        #expect(driver.says(lost) == ["leader -", "lose session expired", "release 1"])
        // Nothing of the old one counts.
        #expect(driver.confirms().isEmpty)
        #expect(driver.news(.failed(ElectorError(.connectionClosed))).isEmpty)
        #expect(driver.says(.connected) == ["stand 2"])
        #expect(driver.says(.ofStand(1, .released)).isEmpty)
        #expect(driver.says(.ofStand(1, .joined(token: 5, ahead: []))).isEmpty)
        #expect(driver.says(.ofStand(2, .joined(token: 7, ahead: [a]))) == ["predecessor 1"])
    }

    @Test(arguments: [Elector.Policy.stepDown, .hold])
    func aDeletedNodeLeadsToAnotherNode(policy: Elector.Policy) {
        var driver = CoreDriver(policy: policy)
        driver.leads()
        let actions = driver.news(.nodeGone(path: "/own"))
        #expect(actions == ["leader -", "lose own node deleted", "release 1", "stand 2"])
        #expect(driver.news(.deposed(path: "/own")) == ["release 2", "stand 3"])
        _ = driver.says(.suspended)
        #expect(driver.news(.nodeGone(path: "/own")) == ["release 3"])
        #expect(driver.says(.resumed) == ["stand 4"])
    }

    // MARK: - Requests

    /// Whoever is in front may have gone while there is no connection.
    @Test func whetherOneWaitsIsNotKnownWithoutAConnection() {
        var driver = CoreDriver(policy: .stepDown)
        driver.joins(behind: a)
        #expect(driver.core.position == .waiting)
        driver.says(.suspended)
        #expect(driver.core.position == .pending)
        driver.says(.resumed)
        #expect(driver.core.position == .waiting)
    }

    /// The first event comes although nobody stands.
    @Test func whoWithdrawsBeforeAnythingIsKnownIsToldThatItDoesNotLead() {
        var driver = CoreDriver(policy: .stepDown)
        driver.says(.connected)
        #expect(driver.says(.resign(.no)) == ["lose -", "release 1"])
        #expect(driver.news(.released) == ["observe"])
        #expect(driver.says(.observed(nil)).isEmpty)
    }

    @Test func whoResignsStandsAgainWhenItsNodeIsGone() {
        var driver = CoreDriver()
        driver.leads()
        #expect(driver.says(.resign(.tail)) == ["leader -", "lose resigned", "release 1"])
        #expect(driver.core.position == .pending)
        #expect(driver.says(.resign(.tail)).isEmpty)
        #expect(driver.confirms().isEmpty)
        #expect(driver.news(.released) == ["stand 2"])
    }

    @Test func whoWithdrawsWhileItsNodeGoesDoesNotComeBack() {
        var driver = CoreDriver(policy: .stepDown)
        driver.leads()
        _ = driver.says(.resign(.tail))
        #expect(driver.says(.resign(.no)).isEmpty)
        #expect(driver.core.position == .withdrawn)
        #expect(driver.news(.released) == ["observe"])
        _ = driver.says(.campaign)
        // Without a session there is nothing to delete.
        _ = driver.says(.sessionLost(ElectorError(.sessionExpired)))
        #expect(driver.says(.resign(.no)).isEmpty)
        #expect(driver.says(.connected) == ["observe"])
    }

    @Test func aNodeThatCannotBeDeletedEndsTheElection() {
        var driver = CoreDriver(policy: .stepDown)
        driver.leads()
        _ = driver.says(.resign(.tail))
        let error = ElectorError(.zooKeeper)
        #expect(driver.news(.failed(error)).last == "end \(error)")
    }

    @Test func whoWithdrawsLooksOnUntilItCampaigns() {
        var driver = CoreDriver(policy: .stepDown)
        driver.joins(behind: a)
        driver.sees(a)
        #expect(driver.says(.resign(.no)) == ["leader -", "release 1"])
        #expect(driver.news(.released) == ["observe"])
        #expect(driver.core.position == .withdrawn)
        #expect(driver.says(.observed(Leader(ident: "A", token: 1))) == ["leader A/1"])
        #expect(driver.says(.resign(.no)) == ["refuse this candidate does not stand"])
        #expect(driver.says(.suspended) == ["leader -"])
        #expect(driver.says(.resumed) == ["observe"])
        #expect(driver.says(.sessionLost(ElectorError(.sessionExpired))).isEmpty)
        #expect(driver.says(.connected) == ["observe"])
        #expect(driver.says(.campaign) == ["stand 2"])
        #expect(driver.says(.campaign).isEmpty)
        // Who looked on is not listened to any more.
        #expect(driver.says(.observed(Leader(ident: "A", token: 1))).isEmpty)
        _ = driver.news(.joined(token: 9, ahead: [a]))
        #expect(driver.news(.nodeGone(path: "/own")) == ["release 2", "stand 3"], "nor when that ends")
    }

    @Test func whoCampaignsWhileItsNodeGoesStandsAgain() {
        var driver = CoreDriver()
        driver.leads()
        _ = driver.says(.resign(.no))
        #expect(driver.says(.campaign).isEmpty)
        #expect(driver.news(.released) == ["stand 2"])
    }

    @Test func aSessionThatEndsDuringAResignationEndsIt() {
        var driver = CoreDriver(policy: .stepDown)
        driver.leads()
        _ = driver.says(.resign(.tail))
        #expect(driver.says(.sessionLost(ElectorError(.sessionExpired))).isEmpty)
        #expect(driver.says(.connected) == ["stand 2"])
        #expect(driver.says(.ofStand(1, .released)).isEmpty)
    }
}
