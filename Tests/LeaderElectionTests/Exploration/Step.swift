import ZooKeeperTestKit

/// What may happen next in a ``World``.
enum Step: Hashable {
    /// Something on the network or at a server.
    case network(ModelStep)
    /// A task of a candidate takes note of an answer or an event.
    case wake(Int, at: Int)
    /// A core hears the next report.
    case hear(Int)
    /// A client tries a server.
    case connect(Int, to: Int)
    /// A lease runs out.
    case lapse(Int, stand: Int)
    /// A core is told that it did.
    case alarm(Int)
    /// A session is confirmed once more.
    case renew(Int)
    /// The session ends of somebody who is not there any more.
    case bury(Int64)
    case fault(Fault)
}
