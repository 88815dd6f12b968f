import Foundation
import LeaderElection

/// Tells somebody at a terminal how long there is to wait.
enum WaitingLine {
    /// Keeps the status line up to date until it is cancelled.
    static func show(_ elector: Elector, session: @Sendable () -> Int64?) async {
        guard StatusLine.isPossible else { return }
        while !Task.isCancelled {
            let line = (try? await elector.participants()) ?? []
            if Task.isCancelled { break }
            if elector.isLeader {
                StatusLine.clear()
            } else {
                StatusLine.show(text(of: line, session: session(), now: Date()))
            }
            try? await Task.sleep(for: .seconds(2), clock: .continuous)
        }
        StatusLine.clear()
    }

    /// How things stand for the candidate of that session.
    static func text(of line: [Participant], session: Int64?, now: Date) -> String {
        guard let leader = line.first else { return "waiting for a server" }
        let since = CandidateRecord(leader, now: now)
        let place = line.firstIndex { $0.session == session }.map { ", place \($0 + 1) of \(line.count)" }
        return "waiting: \(leader.ident.printable) leads for \(Age.text(seconds: since.age))\(place ?? "")"
    }
}
