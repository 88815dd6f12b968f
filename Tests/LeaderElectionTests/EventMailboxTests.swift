import Testing
import ZooKeeper

@testable import LeaderElection

struct EventMailboxTests {
    private func drain(_ mailbox: EventMailbox) async -> [String] {
        var read: [String] = []
        while let event = await mailbox.next() {
            read.append(event.error == nil ? "\(event.leader)" : "error")
        }
        return read
    }

    @Test func firstEventIsAlwaysToldAndRepetitionsAreNot() async {
        let mailbox = EventMailbox()
        mailbox.post(.init(leader: false))
        mailbox.post(.init(leader: false))
        #expect(await mailbox.next()?.leader == false)
        mailbox.post(.init(leader: false))
        mailbox.post(.init(leader: true))
        #expect(await mailbox.next()?.leader == true)
        mailbox.finish(nil)
        #expect(await drain(mailbox) == ["false"])
    }

    @Test func anUnreadGainThatWasLostIsWithdrawn() async {
        let mailbox = EventMailbox()
        mailbox.post(.init(leader: true))
        mailbox.post(.init(leader: false))
        #expect(await mailbox.next()?.leader == false)
        mailbox.post(.init(leader: true))
        mailbox.post(.init(leader: false))
        mailbox.post(.init(leader: true))
        #expect(await mailbox.next()?.leader == true)
    }

    @Test func theLossBetweenTwoGainsIsKept() async {
        let mailbox = EventMailbox()
        mailbox.post(.init(leader: true))
        #expect(await mailbox.next()?.leader == true)
        mailbox.post(.init(leader: false))
        mailbox.post(.init(leader: true))
        mailbox.post(.init(leader: false))
        mailbox.post(.init(leader: true))
        #expect(await mailbox.next()?.leader == false)
        #expect(await mailbox.next()?.leader == true)
    }

    /// A reader that never reads costs nothing.
    @Test(arguments: [true, false])
    func noMoreThanTwoAreKept(hasRead: Bool) async {
        let mailbox = EventMailbox()
        mailbox.post(.init(leader: true))
        if hasRead { #expect(await mailbox.next()?.leader == true) }
        for _ in 0..<10_000 {
            mailbox.post(.init(leader: false))
            mailbox.post(.init(leader: true))
        }
        #expect(await mailbox.next()?.leader == false)
        #expect(await mailbox.next()?.leader == true)
        mailbox.finish(nil)
        #expect(await drain(mailbox) == ["false"])
    }

    @Test func anErrorSupersedesWhatIsUnread() async {
        let mailbox = EventMailbox()
        mailbox.post(.init(leader: true))
        mailbox.finish(ElectorError(.disconnected))
        mailbox.finish(nil)
        mailbox.post(.init(leader: true))
        #expect(await drain(mailbox) == ["error"])
    }

    @Test func theEndOfALeaderIsALoss() async {
        for (unread, expected) in [
            ([], ["true", "false"]), ([false], ["true", "false"]), ([false, true], ["true", "false"]),
        ] {
            let mailbox = EventMailbox()
            mailbox.post(.init(leader: true))
            let first = await mailbox.next()
            for leader in unread { mailbox.post(.init(leader: leader)) }
            mailbox.finish(nil)
            #expect([first].compactMap { $0.map { "\($0.leader)" } } + (await drain(mailbox)) == expected)
        }
    }

    @Test func anUnreadLossKeepsItsReasonOverTheEnd() async {
        let mailbox = EventMailbox()
        mailbox.post(.init(leader: true))
        #expect(await mailbox.next()?.leader == true)
        mailbox.post(.init(leader: false, reason: .resigned))
        mailbox.finish(nil)
        #expect(await mailbox.next()?.reason == .resigned)
        #expect(await mailbox.next() == nil)
    }

    @Test func whoeverWasToldNothingIsToldNothingAtTheEnd() async {
        let mailbox = EventMailbox()
        mailbox.post(.init(leader: true))
        mailbox.finish(nil)
        #expect(await drain(mailbox) == [])
    }

    @Test func aCancelledReaderTakesNothing() async {
        for _ in 0..<200 {
            let mailbox = EventMailbox()
            let task = Task { await mailbox.next() }
            task.cancel()
            mailbox.post(.init(leader: true))
            let first = await task.value
            mailbox.finish(ElectorError(.disconnected))
            #expect(await drain(mailbox) == ["error"])
            #expect(first == nil || first?.leader == true)
        }
    }

    /// Whatever is posted and whenever it is read: gains and losses alternate, and what is read last is what holds.
    @Test func anyOrderOfPostingAndReadingTellsTheTruth() async {
        for seed in 0..<2_000 {
            var bits = seed
            let mailbox = EventMailbox()
            var read: [Bool] = []
            var posted: Bool?
            var unread = false
            for _ in 0..<11 {
                defer { bits >>= 1 }
                if bits & 1 == 0 {
                    let leader = !(posted ?? true)
                    mailbox.post(.init(leader: leader))
                    posted = leader
                    unread = true
                } else if unread, posted != read.last, let event = await mailbox.next() {
                    if event.leader { #expect(posted == true, "a gain that is read holds") }
                    read.append(event.leader)
                    unread = event.leader != posted
                }
            }
            for (first, second) in zip(read, read.dropFirst()) { #expect(first != second) }
        }
    }
}
