import ZooKeeper

@testable import LeaderElection

extension Tenure {
    /// One whose lease is as `clock` says, and of which nobody is told anything.
    convenience init(path: String = "/a", on conn: any Conn = ConnAdapter(), clock: LeaseClock) {
        self.init(token: 1, path: path, session: Session(conn), clock: clock, tellDeposed: {})
    }
}

extension LeaseClock {
    /// One with a lease of half an hour.
    static func confirmed() -> LeaseClock {
        let clock = LeaseClock()
        _ = clock.confirm(sentAt: .now, sessionTimeout: .seconds(7_200)) { _ in }
        return clock
    }
}
