import LeaderElection
import Testing
import ZooKeeperTestKit

/// What an elector can be asked for.
@Suite(.timeLimit(.minutes(3)))
struct VerbTests {
    /// Runs `body` with electors of these idents, which stand in this order, and their base path.
    private func with(
        _ idents: String...,
        policy: Elector.Policy = .stepDown,
        body: ([Elector], String, TestServer) async throws -> Void
    ) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path("verbs")
        var electors: [Elector] = []
        for ident in idents {
            let elector = try await candidate(ident, at: path, on: server.address, policy: policy)
            try await elector.expect(leader: electors.isEmpty)
            electors.append(elector)
        }
        try await body(electors, path, server)
        for elector in electors { try await elector.close() }
        #expect(try await children(of: path, on: server.address) == [])
    }

    // MARK: - Resigning

    @Test(arguments: Elector.Policy.allCases)
    func whoResignsGoesToTheTail(policy: Elector.Policy) async throws {
        try await with("a", "b", policy: policy) { electors, _, _ in
            let (a, b) = (electors[0], electors[1])
            let old = try #require(a.leadership)
            try await a.resign()
            #expect(!old.isValid)
            #expect(try await a.expect(leader: false).reason == .resigned)
            let gain = try await b.expect(leader: true)
            #expect(gain.token ?? 0 > old.token)
            try await Poll.until("both stand") { try await b.participants().map(\.ident) == ["b", "a"] }
            try await b.resign(rejoin: .tail)
            try await a.expect(leader: true)
            #expect(!old.isValid, "an old leadership does not come back to life")
        }
    }

    @Test func whoWithdrawsKnowsTheLeaderAndMayComeBack() async throws {
        try await with("a", "b", "c") { electors, _, _ in
            let (a, b, c) = (electors[0], electors[1], electors[2])
            try await a.resign(rejoin: .no)
            try await a.expect(leader: false)
            try await b.expect(leader: true)
            try await Poll.until("it knows the leader") { a.leaderIdent == "b" }
            try await b.resign(rejoin: .no)
            try await c.expect(leader: true)
            try await Poll.until("both know the leader") { a.leaderIdent == "c" && b.leaderIdent == "c" }
            try await c.resign(rejoin: .no)
            try await Poll.until("nobody leads") { a.leaderIdent == "" && c.leaderIdent == "" }
            #expect(try await a.participants() == [])
            try await a.campaign()
            try await a.expect(leader: true)
            try await Poll.until("the others know the leader") {
                b.leaderIdent == "a" && c.leaderIdent == "a"
            }
        }
    }

    @Test func resigningTwiceIsAnError() async throws {
        try await with("a") { electors, _, _ in
            try await electors[0].resign(rejoin: .no)
            #expect(await electorCode { try await electors[0].resign(rejoin: .no) } == .notCandidate)
            #expect(await electorCode { try await electors[0].resign() } == .notCandidate)
            #expect(await electorCode { _ = try await electors[0].waitForLeadership() } == .notCandidate)
        }
    }

    /// A call that finds another one under way returns no earlier than that.
    @Test func whoResignsAgainWaitsForTheNodeAsWell() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let elector = try await candidate("a", at: "/base", on: proxy.address, policy: .hold)
                try await elector.expect(leader: true)
                proxy.stall()
                let first = Task { try await elector.resign(rejoin: .tail, timeout: .seconds(60)) }
                try await elector.expect(leader: false)
                #expect(
                    await electorCode { try await elector.resign(rejoin: .no, timeout: .milliseconds(300)) }
                        == .timedOut
                )
                proxy.resume()
                try await first.value
                try await untilNobodyStands(at: "/base", on: server.address)
                try await elector.close()
            }
        }
    }

    /// A server that does not answer holds a resignation up no longer than was asked for.
    @Test func resigningDoesNotWaitForADeadServer() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let elector = try await candidate("a", at: "/base", on: proxy.address, policy: .hold)
                try await elector.expect(leader: true)
                proxy.stall()
                #expect(
                    await electorCode { try await elector.resign(rejoin: .no, timeout: .milliseconds(1_500)) }
                        == .timedOut
                )
                #expect(!elector.isLeader)
                proxy.resume()
                // It is pursued in the background.
                try await untilNobodyStands(at: "/base", on: server.address)
                try await elector.close()
            }
        }
    }

    @Test func aReplyThatIsLostDoesNotUndoAResignation() async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                for fault in [FaultProxy.cutAfterApplying, FaultProxy.cutBefore] {
                    let elector = try await candidate("a", at: "/base", on: proxy.address, policy: .hold)
                    try await elector.expect(leader: true)
                    fault(proxy)(.delete)
                    try await elector.resign(rejoin: .no)
                    #expect(!proxy.isArmed)
                    #expect(try await children(of: "/base", on: server.address) == [])
                    try await elector.close()
                }
            }
        }
    }

    /// A node that cannot be deleted would stand in front of its own successor.
    @Test(arguments: [Elector.Rejoin.tail, .no])
    func aNodeThatCannotBeDeletedEndsTheElector(rejoin: Elector.Rejoin) async throws {
        let server = try await Fixture.server()
        let path = Fixture.path()
        try await Fixture.withConnection(to: server.address) { connection in
            _ = try await connection.create(path, acl: ZKACL.world([.read, .create]))
        }
        let elector = try await candidate("a", at: path, on: server.address, policy: .hold)
        try await elector.expect(leader: true)
        #expect(await electorCode { try await elector.resign(rejoin: rejoin) } == .zooKeeper)
        // It supersedes the loss, where that is still unread.
        let end = try await first(elector.events) { $0.error != nil }
        let error = try #require(end?.error as? ElectorError)
        #expect(error.code == .zooKeeper)
        #expect(error.cause?.code == .noAuth)
        try await elector.close()
        #expect(try await children(of: path, on: server.address) == [], "it went with its session")
    }

    /// A withdrawn candidate goes on looking on over the sessions.
    @Test func whoHasWithdrawnOutlivesItsSession() async throws {
        try await with("a", "b") { electors, _, server in
            let connection = ZKConnection(addrs: [server.address], opts: Fixture.opts())
            let path = Fixture.path()
            let onlooker = try await Elector.start(
                ident: "c",
                basePath: path,
                connector: connection,
                policy: .stepDown
            )
            try await onlooker.expect(leader: true)
            try await onlooker.resign(rejoin: .no)
            for round in 0..<5 {
                let session = try #require(connection.sessionID)
                let leader = try await candidate("\(round)", at: path, on: server.address)
                try await leader.expect(leader: true)
                try await server.expire(sessionID: session)
                try await Poll.until("it has another session") {
                    connection.sessionID.map { $0 != session } ?? false
                }
                try await Poll.until("it knows the leader") { onlooker.leaderIdent == "\(round)" }
                try await leader.close()
            }
            try await onlooker.campaign()
            try await onlooker.untilLeading()
            try await onlooker.close()
        }
    }

    // MARK: - Waiting

    @Test func waitingEndsWithLeadershipOrInTime() async throws {
        try await with("a", "b") { electors, _, _ in
            let (a, b) = (electors[0], electors[1])
            let leadership = try await a.waitForLeadership(timeout: .seconds(20))
            #expect(leadership.isValid)
            #expect(leadership.validUntil > .now)
            #expect(
                await electorCode { _ = try await b.waitForLeadership(timeout: .milliseconds(20)) }
                    == .timedOut
            )
            let waiting = Task { try await b.waitForLeadership() }
            try await a.resign(rejoin: .no)
            #expect(try await waiting.value.token > leadership.token)
            let cancelled = Task { try await a.waitForLeadership() }
            cancelled.cancel()
            await #expect(throws: (any Error).self) { try await cancelled.value }
        }
    }

    @Test func tryingLeadsOrWithdraws() async throws {
        try await with("a", "b") { electors, _, _ in
            let (a, b) = (electors[0], electors[1])
            #expect(try await a.tryLead()?.isValid == true)
            #expect(try await b.tryLead() == nil)
            #expect(try await a.participants().map(\.ident) == ["a"])
            #expect(try await b.tryLead() == nil)
            try await a.resign(rejoin: .no)
            #expect(try await b.tryLead()?.isValid == true)
            #expect(try await b.participants().map(\.ident) == ["b"])
        }
    }

    // MARK: - withLeadership

    @Test func theWorkIsDoneInTurns() async throws {
        try await with("a", "b", "c") { electors, _, _ in
            let turns = Locked<[String]>([])
            let busy = Locked(0)
            try await withThrowingTaskGroup { group in
                for (number, elector) in electors.enumerated() {
                    group.addTask {
                        for _ in 0..<3 {
                            let value = try await elector.withLeadership { leadership in
                                #expect(
                                    busy.withLock { busy in
                                        busy += 1
                                        return busy
                                    } == 1,
                                    "nobody else works"
                                )
                                turns.withLock { $0.append("abc".map(String.init)[number]) }
                                await Task.yield()
                                #expect(leadership.isValid)
                                busy.withLock { $0 -= 1 }
                                return leadership.token
                            }
                            #expect(value > 0)
                        }
                        // Who stands and does not work is in the way of those who want to.
                        try await elector.resign(rejoin: .no)
                    }
                }
                try await group.waitForAll()
            }
            // Whoever rejoins first is first, so the order may change from one round to the next.
            #expect(turns.withLock { $0.sorted() } == ["a", "a", "a", "b", "b", "b", "c", "c", "c"])
            #expect(turns.withLock { $0.prefix(3) } == ["a", "b", "c"])
        }
    }

    /// Scenario 28: cancelled, waited for, and only then is the node deleted.
    @Test(arguments: ["close", "resign"])
    func theWorkIsFinishedBeforeLeadershipIsReleased(how: String) async throws {
        try await with("a", "b") { electors, path, server in
            let (a, b) = (electors[0], electors[1])
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let work = Task {
                try await a.withLeadership { leadership in
                    start.yield()
                    try? await Task.sleep(for: .seconds(600))
                    #expect(Task.isCancelled)
                    // It winds down, with its leadership still good.
                    for _ in 0..<20 {
                        await Task { try? await Task.sleep(for: .milliseconds(5)) }.value
                        #expect(leadership.isValid)
                        #expect(!b.isLeader)
                    }
                    _ = try await Task { try await leadership.commit { $0.create("\(path)-done") } }.value
                    return "done"
                }
            }
            _ = await started.first { _ in true }
            if how == "close" { try await a.close() } else { try await a.resign(rejoin: .no) }
            #expect(try await work.value == "done")
            try await b.expect(leader: true)
            let trace = try await Fixture.withConnection(to: server.address) {
                try await $0.exists("\(path)-done")
            }
            #expect(trace != nil)
        }
    }

    @Test(arguments: SelfHealingTests.healing)
    func theWorkIsCancelledWhenLeadershipIsLost(policy: Elector.Policy) async throws {
        try await Fixture.withServer { server in
            try await Fixture.withProxy(to: server) { proxy in
                let elector = try await candidate(
                    "a",
                    at: "/base",
                    on: proxy.address,
                    // A twelfth of it is the time to stop in, and the machine may be busy.
                    sessionTimeout: .seconds(24),
                    policy: policy
                )
                try await elector.expect(leader: true)
                let error = await electorCode {
                    try await elector.withLeadership { leadership in
                        proxy.accept(false)
                        proxy.cut()
                        do {
                            try await Task.sleep(for: .seconds(600))
                        } catch {
                            // Under `hold` there is time left to stop in; under `stepDown` the loss comes first.
                            if policy == .hold { #expect(leadership.isValid) }
                            throw error
                        }
                    }
                }
                #expect(error == .notLeader)
                proxy.accept(true)
                // The same elector can be used for it again.
                #expect(try await elector.withLeadership { $0.isValid })
                try await elector.close()
            }
        }
    }

    @Test func whatTheWorkThrowsComesThroughAndLeadershipIsReleased() async throws {
        struct Failure: Error {}
        try await with("a", "b") { electors, _, _ in
            await #expect(throws: Failure.self) {
                try await electors[0].withLeadership { _ in throw Failure() }
            }
            try await electors[1].expect(leader: true)
        }
    }

    @Test func aCancelledCallReleasesLeadershipToo() async throws {
        try await with("a", "b") { electors, _, _ in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let work = Task {
                try await electors[0].withLeadership { _ in
                    start.yield()
                    try await Task.sleep(for: .seconds(600))
                }
            }
            _ = await started.first { _ in true }
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            try await electors[1].expect(leader: true)
        }
    }

    @Test func wrongUseOfLeadershipIsAnError() async throws {
        try await with("a") { electors, _, _ in
            let elector = electors[0]
            try await elector.withLeadership { _ in
                #expect(await electorCode { try await elector.withLeadership { _ in } } == .busy)
                #expect(await electorCode { try await elector.resign() } == .insideLeadership)
            }
            // Closing from inside dead-locks nothing, and cancels the work.
            let isCancelled = try await elector.withLeadership { _ in
                try await elector.close()
                try? await Task.sleep(for: .seconds(600))
                return Task.isCancelled
            }
            #expect(isCancelled)
            try await elector.close()
        }
    }

    /// What a body leaves behind is not inside it any more.
    /// A body that uses another elector is still a body of the first.
    @Test func oneBodyWithinAnotherDoesNotWaitForItself() async throws {
        try await with("a") { electors, path, server in
            let outer = electors[0]
            let inner = try await candidate("inner", at: "\(path)-inner", on: server.address)
            let code = try await withDeadline(.seconds(60)) {
                try await outer.withLeadership { _ in
                    try await inner.withLeadership { _ in
                        let code = await electorCode { try await outer.resign() }
                        try await outer.close()
                        return code
                    }
                }
            }
            #expect(code == .insideLeadership)
            try await inner.close()
        }
    }

    @Test func aTaskThatABodyLeftBehindMayCloseTheElector() async throws {
        try await with("a", "b") { electors, _, _ in
            let (ended, end) = AsyncStream.makeStream(of: Void.self)
            let late = try await electors[0].withLeadership { _ in
                Task {
                    for await _ in ended { break }
                    try await electors[0].close()
                    return try await electors[1].participants().map(\.ident)
                }
            }
            end.yield()
            #expect(try await late.value == ["b"], "closed, and its node gone")
        }
    }

    /// However the end falls between the gain and the work, no work begins after the node was given up.
    @Test func noWorkBeginsAfterTheRelease() async throws {
        try await with("a", "b") { electors, _, _ in
            for _ in 0..<100 {
                let begun = Locked(false)
                let work = Task {
                    try await electors[0].withLeadership { _ in
                        #expect(!begun.withLock { $0 })
                        try? await Task.sleep(for: .seconds(600))
                        #expect(!electors[1].isLeader, "it is waited for before leadership is given up")
                    }
                }
                for _ in 0..<Int.random(in: 0..<40) { await Task.yield() }
                try await electors[0].resign(rejoin: .no)
                begun.withLock { $0 = true }
                _ = await work.result
                try await electors[0].campaign()
                if let leadership = try await electors[1].tryLead(), leadership.isValid {
                    try await electors[1].resign()
                }
                try await electors[1].campaign()
            }
        }
    }

    // MARK: - Who stands

    @Test func participantsComeInOrder() async throws {
        try await with("a", "b", "c") { electors, _, _ in
            let all = try await electors[1].participants()
            #expect(all.map(\.ident) == ["a", "b", "c"])
            #expect(all.map(\.isLeader) == [true, false, false])
            #expect(all.map(\.sequence) == [0, 1, 2])
            #expect(all.map(\.token) == all.map(\.token).sorted())
            #expect(all[0].token == electors[0].leadership?.token)
        }
    }

    @Test func aChangedIdentIsSeenByEverybody() async throws {
        try await with("a", "b", "c", "d") { electors, path, server in
            let observer = try await LeaderObserver.start(
                basePath: path,
                connector: .newConnection(addrs: [server.address], opts: Fixture.opts())
            )
            let token = electors[0].leadership?.token
            try await electors[0].update(ident: "a2")
            for elector in electors {
                try await Poll.until("it knows the new ident") { elector.leaderIdent == "a2" }
            }
            _ = try await first(observer.leaders) { $0?.ident == "a2" }
            #expect(electors[0].leadership?.token == token, "there was no election")
            // A follower's, which shows when it leads, and which it keeps when it stands anew.
            try await electors[1].update(ident: "b2")
            try await electors[0].resign(rejoin: .no)
            for elector in electors {
                try await Poll.until("it knows the new leader") { elector.leaderIdent == "b2" }
            }
            try await electors[1].resign()
            try await Poll.until("it stands under its new ident") {
                try await electors[2].participants().map(\.ident) == ["c", "d", "b2"]
            }
            #expect(await electorCode { try await electors[0].update(ident: " ") } == .blankIdent)
            try await observer.close()
        }
    }

    // MARK: - After the end

    @Test func everyVerbAfterCloseIsAnError() async throws {
        try await with("a") { electors, _, _ in
            let elector = electors[0]
            let leadership = try #require(elector.leadership)
            try await elector.close()
            #expect(await electorCode { try await elector.resign() } == .closed)
            #expect(await electorCode { try await elector.campaign() } == .closed)
            #expect(await electorCode { _ = try await elector.waitForLeadership() } == .closed)
            #expect(await electorCode { _ = try await elector.tryLead() } == .closed)
            #expect(await electorCode { try await elector.withLeadership { _ in } } == .closed)
            #expect(await electorCode { _ = try await elector.participants() } == .closed)
            #expect(await electorCode { try await elector.update(ident: "b") } == .closed)
            #expect(await electorCode { try await leadership.commit { $0.check("/") } } == .notLeader)
            #expect(elector.leadership == nil)
            for await leader in elector.leaderChanges { #expect(leader == nil) }
        }
    }

    @Test func waitersHearOfTheEnd() async throws {
        try await with("a", "b") { electors, _, _ in
            let waiting = Task { await electorCode { _ = try await electors[1].waitForLeadership() } }
            let working = Task { await electorCode { try await electors[1].withLeadership { _ in } } }
            for _ in 0..<10 { await Task.yield() }
            try await electors[1].close()
            #expect(await waiting.value == .closed)
            #expect(await working.value == .closed)
        }
    }
}
