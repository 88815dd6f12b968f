extension Entry {
    /// What a line of a history tells.
    public enum Event: Codable, Sendable, Hashable {
        // MARK: Of a candidate

        /// Its process runs.
        case started

        /// What `elector.events` said.
        case told(leader: Bool, token: Int64?, reason: String?)

        /// It asked itself about every millisecond whether it leads, and the answer was always yes, with this token.
        ///
        /// `from` is a moment right after the first of these answers, `to` one right before the last, so that the truth was
        /// "yes" at both ends. A stretch ends with a "no", with a look that comes late, because the process stood still, and
        /// otherwise after a while, to go on with the next.
        case led(token: Int64, from: Instant, to: Instant)

        /// It tried its `number`th write to the register.
        case wrote(number: Int, token: Int64, outcome: WriteOutcome)

        /// Its elector ended with an error, or could not be started.
        case failed(error: String)

        /// It left in an orderly way.
        case ended

        // MARK: Of the conductor

        /// How it is done; the first line.
        case settings(Settings)

        /// All candidates are there; from now on somebody is expected to lead.
        case opened

        /// A fault begins to be injected. `token` is that of a leader whose node is removed on purpose.
        case fault(number: Int, kind: FaultKind, target: String, token: Int64?)

        /// The fault is over.
        case healed(number: Int)

        /// The fault is over, and did not come about: there was nobody to hit, or it could not be carried out.
        case missed(number: Int)

        /// Whether the ensemble answers writes, from now on.
        case quorum(up: Bool)

        /// Whether a server says of itself that it leads a majority, from now on.
        case majority(led: Bool)

        /// From now on nobody is expected to lead: the candidates are told to leave.
        case closing

        /// When all was well again this one did not stand, or a node of one that is gone was still there.
        case misplaced(ident: String)

        /// A process that was told to leave did not.
        case stayed(ident: String)

        /// A candidate's process is gone. `lastWords` is what it wrote last on standard error, where it did not leave by itself.
        case exited(ident: String, end: ProcessEnd, lastWords: String)

        /// A candidate wrote a line that is no entry.
        case unreadable(ident: String, line: String)

        /// A node that is there when everybody has left.
        case leftover(path: String)

        /// A write that is in the register at the end, with the transaction that made it.
        case effect(czxid: Int64, token: Int64, writer: String, number: Int)

        /// The deletion with this number was carried out by the transaction `czxid`: of the node that made `token`, or where that is
        /// `nil` of all that were there.
        case deposed(number: Int, czxid: Int64, token: Int64?)

        /// All of the register was read: what is not in it is lost. The last line.
        case audited
    }
}
