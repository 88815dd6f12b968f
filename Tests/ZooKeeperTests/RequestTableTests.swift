import Testing

@testable import ZooKeeper

struct RequestTableTests {
    private func entry(_ request: Request) -> RequestTable.Entry {
        RequestTable.Entry(
            request: request,
            continuation: nil,
            reader: AsyncStream.makeStream(of: ZKEvent.self).continuation
        )
    }

    private func isSent(_ admission: RequestTable.Admission) -> Bool {
        if case .send = admission { true } else { false }
    }

    private func refusal(_ admission: RequestTable.Admission) -> ZKError.Code? {
        if case .refuse(let error) = admission { error.code } else { nil }
    }

    @Test func moreThanTheLimitWaitsInOrder() {
        var table = RequestTable(base: 0)
        var tokens: [UInt] = []
        for number in 1...(RequestTable.flightLimit + 3) {
            let token = table.makeToken()
            tokens.append(token)
            let admission = table.admit(entry(.sync(path: "/")), token: token)
            #expect(isSent(admission) == (number <= RequestTable.flightLimit))
        }
        #expect(table.takeNext() == nil)
        // One that gave up while it waited is passed over.
        _ = table.cancel(tokens[RequestTable.flightLimit])
        #expect(table.complete(tokens[0], code: nil) != nil)
        #expect(table.takeNext()?.token == tokens[RequestTable.flightLimit + 1])
        #expect(table.takeNext() == nil)
    }

    /// Where nothing is refused yet, the next request may be on its way by the time somebody acts on this.
    @Test func isDrainedOnceNoneCanCome() {
        var table = RequestTable(base: 0)
        let (first, second) = (table.makeToken(), table.makeToken())
        _ = table.admit(entry(.sync(path: "/")), token: first)
        _ = table.complete(first, code: nil)
        #expect(!table.isDrained)
        _ = table.admit(entry(.sync(path: "/")), token: second)
        table.refuse(.closing)
        #expect(!table.isDrained)
        _ = table.complete(second, code: nil)
        #expect(table.isDrained)
    }

    @Test func requestIsAnsweredOnce() {
        var table = RequestTable(base: 0)
        let token = table.makeToken()
        _ = table.admit(entry(.sync(path: "/")), token: token)
        #expect(table.complete(token, code: nil) != nil)
        #expect(table.complete(token, code: nil) == nil)
        #expect(table.sweep().entries.isEmpty)
        #expect(table.flightCount == 0)
    }

    /// The library still owes an answer to one that was cancelled, and the watch that it set is set.
    @Test func cancelledRequestKeepsItsPlace() {
        var table = RequestTable(base: 0)
        let token = table.makeToken()
        _ = table.admit(entry(.get(path: "/a", watch: true)), token: token)
        _ = table.cancel(token)
        #expect(table.flightCount > 0)
        #expect(table.complete(token, code: nil) != nil)
        #expect(table.flightCount == 0)
        #expect(table.watches.weight == 6)
    }

    @Test func afterTheEndEverythingIsRefusedForTheFirstReason() {
        var table = RequestTable(base: 0)
        table.refuse(.sessionExpired)
        table.refuse(.closing)
        #expect(refusal(table.admit(entry(.sync(path: "/")), token: table.makeToken())) == .sessionExpired)
        #expect(table.flightCount == 0)
    }

    /// Whoever waits for a place gets none any more: it would be one on a connection that is being closed.
    @Test func whatWasNotSentByTheEndIsGivenUp() {
        var table = RequestTable(base: 0)
        let tokens = (0..<(RequestTable.flightLimit + 3)).map { _ in table.makeToken() }
        for token in tokens { _ = table.admit(entry(.sync(path: "/")), token: token) }
        table.refuse(.closing)
        #expect(table.takeUnanswerable().count == 3)
        #expect(table.flightCount > 0)
        for token in tokens.prefix(RequestTable.flightLimit) { _ = table.complete(token, code: nil) }
        #expect(table.takeNext() == nil)
        #expect(table.flightCount == 0)
    }

    /// What comes over a connection whose session has moved elsewhere says nothing about that session any more.
    @Test func theAnswerToWhatWasForsakenDoesNotCount() {
        var table = RequestTable(base: 0)
        let token = table.makeToken()
        _ = table.admit(entry(.sync(path: "/")), token: token)
        table.forsake(.connectionLoss)
        #expect(table.flightCount == 0)
        #expect(table.complete(token, code: nil) == nil)
        #expect(table.takeUnanswerable().count == 1)
        #expect(table.sweep().entries.isEmpty)
        #expect(refusal(table.admit(entry(.sync(path: "/")), token: table.makeToken())) == .connectionLoss)
    }

    /// The library says `closing` for whatever reason a handle is closed; a session that moves to another goes on.
    @Test func theReasonOfAnEndTakesThePlaceOfClosing() {
        var table = RequestTable(base: 0)
        let tokens = (0..<3).map { _ in table.makeToken() }
        for token in tokens { _ = table.admit(entry(.sync(path: "/")), token: token) }
        #expect(table.complete(tokens[0], code: .closing)?.code == .closing)
        table.refuse(.connectionLoss)
        #expect(table.complete(tokens[1], code: .closing)?.code == .connectionLoss)
        #expect(table.complete(tokens[2], code: .noNode)?.code == .noNode)
    }

    @Test func watchesThatAReconnectCouldNotRestoreAreRefused() {
        var table = RequestTable(base: 0)
        let path = "/" + String(repeating: "x", count: 99_995)
        var admitted: [UInt] = []
        for number in 1...10 {
            let token = table.makeToken()
            let admission = table.admit(entry(.get(path: "\(path)\(number % 10)", watch: true)), token: token)
            if isSent(admission) {
                admitted.append(token)
            } else {
                #expect(refusal(admission) == .tooManyWatches)
            }
        }
        #expect(admitted.count == 8)
        // What failed sets no watch and makes room; what was set keeps it.
        _ = table.complete(admitted[0], code: .noNode)
        for token in admitted.dropFirst() { _ = table.complete(token, code: nil) }
        #expect(isSent(table.admit(entry(.get(path: path, watch: true)), token: table.makeToken())))
        #expect(
            refusal(table.admit(entry(.get(path: path, watch: true)), token: table.makeToken()))
                == .tooManyWatches
        )
        #expect(isSent(table.admit(entry(.get(path: path, watch: false)), token: table.makeToken())))
    }

    @Test func watchesAreSetAsTheLibrarySetsThem() {
        #expect(Request.get(path: "/a", watch: true).watch(after: nil)?.kind == .data)
        #expect(Request.get(path: "/a", watch: true).watch(after: .noNode) == nil)
        #expect(Request.children(path: "/a", watch: true).watch(after: nil)?.kind == .children)
        #expect(Request.children(path: "/a", watch: true).watch(after: .noNode) == nil)
        #expect(Request.exists(path: "/a", watch: true).watch(after: nil)?.kind == .data)
        #expect(Request.exists(path: "/a", watch: true).watch(after: .noNode)?.kind == .existence)
        #expect(Request.exists(path: "/a", watch: true).watch(after: .connectionLoss) == nil)
        #expect(Request.get(path: "/a", watch: false).watch(after: nil) == nil)
    }

    /// The library would put them in the middle of what it has sent in part.
    @Test func credentialsTravelAlone() {
        var table = RequestTable(base: 0)
        func admit(_ request: Request) -> (token: UInt, isSent: Bool) {
            let token = table.makeToken()
            return (token, isSent(table.admit(entry(request), token: token)))
        }
        let credentials = Request.addAuth(.init(scheme: "digest", secret: [1]))
        let first = admit(.sync(path: "/"))
        let second = admit(credentials)
        let third = admit(.sync(path: "/"))
        let fourth = admit(credentials)
        #expect([first, second, third, fourth].map(\.isSent) == [true, false, false, false])
        #expect(table.takeNext() == nil)
        _ = table.complete(first.token, code: nil)
        #expect(table.takeNext()?.token == second.token)
        #expect(table.takeNext() == nil)
        #expect(!admit(.sync(path: "/")).isSent)
        _ = table.complete(second.token, code: nil)
        #expect(table.takeNext()?.token == third.token)
        #expect(table.takeNext() == nil)
        // What waits behind one that has given up waits no more.
        _ = table.cancel(fourth.token)
        #expect(table.takeNext() != nil)
        #expect(!table.hasWaiting)
        #expect(admit(.sync(path: "/")).isSent)
    }
}
