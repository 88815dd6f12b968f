import Foundation
import LeaderElection

/// A candidate as `leader`, `list` and `resign` print it.
///
/// The session is a text: it uses all of its 64 bits, of which not every reader of JSON keeps more than 53.
struct CandidateRecord: Record, Hashable {
    var ident: String
    var leader: Bool
    var sequence: Int64
    var token: Int64
    var session: String
    /// When its node was created, by the server's clock.
    var since: Date
    /// How long ago that was in seconds.
    var age: Int
    var path: String

    init(_ participant: Participant, now: Date = Date()) {
        ident = participant.ident
        leader = participant.isLeader
        sequence = participant.sequence
        token = participant.token
        session = "0x" + String(UInt64(bitPattern: participant.session), radix: 16)
        since = Date(timeIntervalSince1970: Double(participant.ctime) / 1000)
        // The clocks of servers and clients differ.
        age = max(0, Int(now.timeIntervalSince(since)))
        path = participant.path
    }

    static let columns = ["IDENT", "SEQUENCE", "TOKEN", "SESSION", "AGE"]

    var cells: [String] { [ident.printable, "\(sequence)", "\(token)", session, Age.text(seconds: age)] }

    var text: String { cells.joined(separator: "\t") }
}
