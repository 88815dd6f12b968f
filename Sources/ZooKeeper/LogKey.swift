/// The keys of what log lines say besides their text, all of them.
///
/// | key | in the log of | what it holds |
/// |---|---|---|
/// | `zk.c.function` | a connection | the function of the C library that the line comes from |
/// | `election.path` | an elector | the base path |
/// | `election.token` | an elector | the fencing token of a gain |
/// | `election.reason` | an elector | why something happened: a loss, another attempt, the end |
/// | `election.node` | an elector | the node that the line is about |
package enum LogKey {
    package static let cFunction = "zk.c.function"
    package static let electionPath = "election.path"
    package static let electionToken = "election.token"
    package static let electionReason = "election.reason"
    package static let electionNode = "election.node"
}
