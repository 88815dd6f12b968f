/// Something that must not happen, and did.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// What was promised.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A candidate says that it leads after one with a larger token has said so.
        case overlap
        /// A leadership begins with a smaller token than an earlier one, or two candidates have the same.
        case tokenOrder
        /// A write of a leader took effect after one of its successor's, after its node was deleted, or although it was refused.
        case deposedWrite
        /// A write was acknowledged and is not there.
        case lostWrite
        /// Nobody leads for too long.
        case vacancy
        /// There is no quorum although no server is broken or has just been, and one says that it leads a majority.
        case outage
        /// A candidate does not stand when all is well again, or one that is gone still does.
        case misplaced
        /// A candidate has left, and its node or its process has not.
        case leftover
        /// A process ended that nobody had killed or told to leave.
        case death
        /// An elector ended that nobody had closed, or with an error that it ought to have mended.
        case desertion
        /// A candidate wrote a line that cannot be read.
        case unreadable
        /// A gain without a loss before the next gain or the end, or a loss without a gain.
        case unpaired
    }

    /// What was broken.
    public var kind: Kind

    /// When.
    public var at: Instant

    /// How, for a person to read.
    public var description: String

    init(_ kind: Kind, at: Instant, _ description: String) {
        self.kind = kind
        self.at = at
        self.description = description
    }
}
