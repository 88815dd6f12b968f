/// Tells what comes of the stand with that number.
struct StandReport: Sendable {
    let inbox: Inbox
    let number: Int

    /// Notes it, in order. May be called under a lock.
    func put(_ news: ElectionCore.StandNews) {
        inbox.put(.input(.ofStand(number, news)))
    }

    /// Has what was noted handled. Not under a lock: whatever follows from it is done before this returns.
    func handle() {
        inbox.work()
    }

    /// Tells it and has it handled.
    func callAsFunction(_ news: ElectionCore.StandNews) {
        inbox.tell(.input(.ofStand(number, news)))
    }
}
