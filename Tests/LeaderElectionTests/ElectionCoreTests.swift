import Testing

@testable import LeaderElection

/// The line: who is watched, who leads.
struct ElectionCoreTests {
    private let a = CoreDriver.candidate(1)
    private let b = CoreDriver.candidate(2)
    private let c = CoreDriver.candidate(3)

    @Test func aloneItHasItsSessionConfirmedAndLeads() {
        var driver = CoreDriver()
        #expect(driver.says(.connected) == ["stand 1"])
        #expect(driver.news(.joined(token: 9, ahead: [])) == ["confirm 1"])
        #expect(driver.news(.confirmed(round: 1, isLimited: true)) == ["leader me/9", "gain 9"])
        // From then on it is only said again that all is well.
        #expect(driver.news(.confirmed(round: 1, isLimited: true)).isEmpty)
    }

    @Test func behindOneThatOneIsWatchedOnce() {
        var driver = CoreDriver()
        #expect(driver.joins(behind: a) == ["predecessor 1"])
        #expect(driver.sees(a) == ["leader 1/1", "lose -"])
        #expect(driver.news(.gone(a)) == ["confirm 1", "leader -"])
        #expect(driver.confirms() == ["leader me/9", "gain 9"])
    }

    @Test func behindManyTheLastAndTheFirstAreWatched() {
        var driver = CoreDriver()
        #expect(driver.joins(behind: a, b, c) == ["leader 1", "predecessor 3"])
        #expect(driver.sees(c).isEmpty)
        #expect(driver.sees(a) == ["leader 1/1", "lose -"])
    }

    @Test func whenTheLeaderGoesTheNextIsLookedAt() {
        var driver = CoreDriver()
        driver.joins(behind: a, b, c)
        driver.sees(a)
        #expect(driver.news(.gone(a)) == ["leader 2", "leader -"])
        #expect(driver.sees(b) == ["leader 2/2"])
    }

    @Test func aPredecessorThatBecomesLeaderIsNotReadAgain() {
        var driver = CoreDriver()
        driver.joins(behind: a, b)
        driver.sees(b)
        driver.sees(a)
        #expect(driver.news(.gone(a)) == ["leader 2/2"])
    }

    @Test func aFollowerThatLeavesConcernsItsSuccessorOnly() {
        var driver = CoreDriver()
        driver.joins(behind: a, b, c)
        driver.sees(a)
        #expect(driver.news(.gone(c)) == ["predecessor 2"])
        #expect(driver.news(.gone(b)) == ["predecessor 1"])
        #expect(driver.news(.gone(a)) == ["confirm 1", "leader -"])
    }

    @Test func whatIsSaidTwiceOrTooLateChangesNothing() {
        var driver = CoreDriver()
        driver.joins(behind: a, b)
        _ = driver.news(.gone(b))
        #expect(driver.news(.gone(b)).isEmpty)
        #expect(driver.sees(b).isEmpty)
        #expect(driver.news(.joined(token: 10, ahead: [])).isEmpty)
        _ = driver.news(.gone(a))
        #expect(driver.sees(a).isEmpty)
        #expect(driver.news(.gone(a)).isEmpty)
        #expect(driver.news(.confirmed(round: 0, isLimited: true)).isEmpty)
        #expect(driver.says(.ofStand(0, .confirmed(round: 1, isLimited: true))).isEmpty)
    }

    @Test func aChangedIdentOfTheLeaderIsNoted() {
        var driver = CoreDriver()
        driver.joins(behind: a)
        driver.sees(a)
        #expect(driver.news(.watching(a, Leader(ident: "A2", token: 1))) == ["leader A2/1"])
    }

    @Test func aChangedIdentOfTheOwnIsNoted() {
        var driver = CoreDriver()
        driver.leads()
        #expect(driver.says(.renamed("other")) == ["leader other/9"])
    }

    @Test func everyEndIsTheLastWord() {
        for input in [ElectionCore.Input.closed, .failed(ElectorError(.authFailed))] {
            for ahead in [[], [a], [a, b, c]] {
                var driver = CoreDriver(policy: .hold)
                _ = driver.says(.connected)
                _ = driver.news(.joined(token: 9, ahead: ahead))
                let actions = driver.says(input)
                #expect(actions.count == 2)
                #expect(actions.first == "leader -")
                #expect(actions.last?.hasPrefix("end") == true)
                #expect(driver.core.hasEnded)
                #expect(driver.says(.closed).isEmpty)
                #expect(driver.news(.gone(a)).isEmpty)
                #expect(driver.says(.connected).isEmpty)
                #expect(driver.says(.campaign) == ["refuse the elector has ended"])
            }
        }
    }
}
