/// A candidate's node and its place in the order: by sequence number, equal numbers by the transaction that created them.
///
/// Numbers are equal once a server has counted to 2147483647: since 3.6 it stays there.
struct Candidate: Hashable, Sendable, Comparable {
    let name: CandidateName
    /// The creating transaction; 0 where no other candidate has the same number, and it does not matter.
    let czxid: Int64

    static func < (a: Candidate, b: Candidate) -> Bool {
        (a.name.sequence, a.czxid, a.name.text) < (b.name.sequence, b.czxid, b.name.text)
    }
}
