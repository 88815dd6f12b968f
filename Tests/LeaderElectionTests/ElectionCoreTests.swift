import Testing

@testable import LeaderElection

struct ElectionCoreTests {
    private let a = Self.candidate(1)
    private let b = Self.candidate(2)
    private let c = Self.candidate(3)

    static func candidate(_ number: Int) -> Candidate {
        guard let name = CandidateName(own: "candidate-lock-\(number)") else { fatalError("not a name") }
        return Candidate(name: name, czxid: 0)
    }

    private func standing(behind ahead: Candidate...) -> (core: ElectionCore, actions: [String]) {
        var core = ElectionCore(ident: "me")
        let actions = core.handle(.joined(ahead: ahead)).map(\.text)
        return (core, actions)
    }

    @Test func aloneItLeadsAtOnce() {
        #expect(standing().actions == ["leader me", "announce true"])
    }

    @Test func behindOneThatOneIsWatchedOnce() {
        var (core, actions) = standing(behind: a)
        #expect(actions == ["predecessor 1"])
        #expect(core.handle(.watching(a, ident: "A")).map(\.text) == ["leader A", "announce false"])
        #expect(core.handle(.gone(a)).map(\.text) == ["leader me", "announce true"])
    }

    @Test func behindManyTheLastAndTheFirstAreWatched() {
        var (core, actions) = standing(behind: a, b, c)
        #expect(actions == ["predecessor 3", "leader 1"])
        #expect(core.handle(.watching(c, ident: "C")).isEmpty)
        #expect(core.handle(.watching(a, ident: "A")).map(\.text) == ["leader A", "announce false"])
    }

    @Test func whenTheLeaderGoesTheNextIsLookedAt() {
        var (core, _) = standing(behind: a, b, c)
        _ = core.handle(.watching(a, ident: "A"))
        #expect(core.handle(.gone(a)).map(\.text) == ["leader ", "leader 2"])
        #expect(core.handle(.watching(b, ident: "B")).map(\.text) == ["leader B"])
    }

    @Test func aPredecessorThatBecomesLeaderIsNotReadAgain() {
        var (core, _) = standing(behind: a, b)
        _ = core.handle(.watching(b, ident: "B"))
        _ = core.handle(.watching(a, ident: "A"))
        #expect(core.handle(.gone(a)).map(\.text) == ["leader ", "leader B"])
    }

    @Test func whenTheOnlyOneInFrontGoesNothingIsRead() {
        var (core, _) = standing(behind: a, b)
        _ = core.handle(.watching(b, ident: "B"))
        _ = core.handle(.gone(a))
        #expect(core.handle(.gone(b)).map(\.text) == ["leader me", "announce true"])
    }

    @Test func aFollowerThatLeavesConcernsItsSuccessorOnly() {
        var (core, _) = standing(behind: a, b, c)
        _ = core.handle(.watching(a, ident: "A"))
        #expect(core.handle(.gone(c)).map(\.text) == ["predecessor 2"])
        #expect(core.handle(.gone(b)).map(\.text) == ["predecessor 1"])
        #expect(core.handle(.gone(a)).map(\.text) == ["leader me", "announce true"])
    }

    @Test func whatIsSaidTwiceOrTooLateChangesNothing() {
        var (core, _) = standing(behind: a, b)
        _ = core.handle(.gone(b))
        #expect(core.handle(.gone(b)).isEmpty)
        #expect(core.handle(.watching(b, ident: "B")).isEmpty)
        #expect(core.handle(.joined(ahead: [])).isEmpty)
        _ = core.handle(.gone(a))
        #expect(core.handle(.watching(a, ident: "A")).isEmpty)
        #expect(core.handle(.gone(a)).isEmpty)
    }

    @Test func aChangedIdentOfTheLeaderIsNoted() {
        var (core, _) = standing(behind: a)
        _ = core.handle(.watching(a, ident: "A"))
        #expect(core.handle(.watching(a, ident: "A2")).map(\.text) == ["leader A2"])
    }

    @Test func everyEndIsTheLastWord() {
        for input in [
            ElectionCore.Input.closed, .failed(ElectorError(.disconnected)), .ownNodeGone(path: "/own"),
        ] {
            for ahead in [[], [a], [a, b, c]] {
                var core = ElectionCore(ident: "me")
                _ = core.handle(.joined(ahead: ahead))
                let actions = core.handle(input)
                #expect(actions.count == 2)
                #expect(actions.first?.text == "leader ")
                #expect(actions.last?.text.hasPrefix("end") == true)
                #expect(core.hasEnded)
                #expect(core.handle(.closed).isEmpty)
                #expect(core.handle(.gone(a)).isEmpty)
                #expect(core.handle(.joined(ahead: [])).isEmpty)
            }
        }
    }

    @Test func endsSayWhy() {
        var core = ElectionCore(ident: "me")
        #expect(
            core.handle(.ownNodeGone(path: "/own")).last?.error == ElectorError(.ownNodeDeleted, path: "/own")
        )
        core = ElectionCore(ident: "me")
        #expect(core.handle(.closed).last?.error == nil)
    }
}

extension ElectionCore.Action {
    /// A short form for comparing.
    var text: String {
        switch self {
        case .watchPredecessor(let candidate): "predecessor \(candidate.name.sequence)"
        case .watchLeader(let candidate): "leader \(candidate.name.sequence)"
        case .setLeader(let ident): "leader \(ident)"
        case .announce(let leader): "announce \(leader)"
        case .end(let error): "end \(error.map { "\($0)" } ?? "")"
        }
    }

    fileprivate var error: ElectorError? {
        if case .end(let error) = self { error as? ElectorError } else { nil }
    }
}
