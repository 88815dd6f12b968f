/// A candidate's node and its place in the order: by sequence number, equal numbers by the transaction that created them.
///
/// Numbers are equal once a server has counted to 2147483647: since 3.6 it stays there.
struct Candidate: Hashable, Sendable, Comparable {
    let name: CandidateName
    /// The creating transaction; 0 where no other candidate has the same number, and it does not matter.
    let czxid: Int64

    static func < (a: Candidate, b: Candidate) -> Bool {
        let (first, second) = ((a.name.sequence, a.czxid), (b.name.sequence, b.czxid))
        // The text of a name is made when it is asked for.
        return first == second ? a.name.text < b.name.text : first < second
    }
}
